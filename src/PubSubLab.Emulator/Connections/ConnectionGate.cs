using System.Globalization;
using Microsoft.AspNetCore.Connections;
using PubSubLab.Emulator.Limits;

namespace PubSubLab.Emulator.Connections;

/// <summary>
/// Keeps the number of connections below what the process may open. A connection without a request under way gives way to a new one. A
/// few connections over the limit are taken: they can ask for health, and are told about the limit.
/// </summary>
internal sealed class ConnectionGate(EmulatorLimits limits, Action<string>? tell) : IDisposable
{
    /// <summary>The shortest time that a connection gets to say what it wants.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(8);
    private static readonly TimeSpan s_longestPatience = TimeSpan.FromMilliseconds(24);
    private const int Waits = 4;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(1);

    // Counted at the first connection: until then the process opens most of what it needs for itself.
    private readonly Lazy<int> _limit = new(() => limits.Connections ?? OpenFiles.ForConnections());
    private readonly Lock _gate = new();
    private readonly ConnectionPlaces _places = new();
    private readonly SemaphoreSlim _left = new(0, 1);
    private long _lag;
    private int _open;
    private int _leaving;
    private int _waiting;
    private int _overLimit;
    private long? _told;

    public int Limit => _limit.Value;

    public ConnectionDelegate Use(ConnectionDelegate next) => async connection =>
    {
        var state = connection.Features.Get<ConnectionState>()!;
        try
        {
            await RunAsync(connection, state, next);
        }
        finally
        {
            Leave(state);
        }
    };

    /// <summary>Gives a new connection a place, for which others that can give way are closed; false where none becomes free in time.</summary>
    public async ValueTask<bool> EnterAsync(ConnectionContext connection, CancellationToken cancellation)
    {
        var begin = TimeProvider.System.GetTimestamp();
        if (Volatile.Read(ref _open) >= Limit)
        {
            // Bytes of other connections are read first. On a busy machine that takes longer, and they get longer.
            await Task.Yield();
            Volatile.Write(ref _lag, TimeProvider.System.GetElapsedTime(begin).Ticks);
        }

        for (; !TryEnter(connection, begin); await _left.WaitAsync(s_look, cancellation))
        {
            if (TimeProvider.System.GetElapsedTime(begin) > limits.Entry)
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose() => _left.Dispose();

    /// <summary>A request came. A connection that was over the limit gets a place where there is one by now, or soon.</summary>
    /// <returns>Whether the connection has a place.</returns>
    public async ValueTask<bool> AdmitsAsync(ConnectionState state, bool mayWait)
    {
        if (Admits(state))
        {
            return true;
        }

        // The places over the limit are few, and most of them stay free for those who ask for health.
        if (!mayWait || Interlocked.Increment(ref _waiting) > OpenFiles.ForRefusals / 4)
        {
            Interlocked.Add(ref _waiting, mayWait ? -1 : 0);
            return false;
        }

        try
        {
            for (var left = Waits; left > 0; left--)
            {
                // Those that came just before can give way when this has passed.
                await Task.Delay(Patience, TimeProvider.System);
                if (Admits(state))
                {
                    return true;
                }
            }

            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private bool Admits(ConnectionState state)
    {
        if (state is { HasAsked: true, IsOverLimit: false })
        {
            return true;
        }

        ConnectionState? victim = null;
        lock (_gate)
        {
            _places.Asks(state);
            if (state.IsOverLimit && state.Place is not null && (Seated < Limit || (victim = GiveWay()) is not null))
            {
                _overLimit--;
                state.IsOverLimit = false;
            }
        }

        Close(victim);
        return !state.IsOverLimit;
    }

    // The first bytes, the preface and the request each wait for a thread.
    private TimeSpan Patience => TimeSpan.FromTicks(Math.Clamp(Volatile.Read(ref _lag) * 4, s_patience.Ticks, s_longestPatience.Ticks));

    /// <summary>Connections that have a place, and were not told to close.</summary>
    private int Seated => _open - _leaving - _overLimit;

    private bool TryEnter(ConnectionContext connection, long now)
    {
        ConnectionState? victim = null;
        bool isFull;
        bool isIn;
        lock (_gate)
        {
            isFull = _open - _leaving >= Limit;
            victim = isFull ? GiveWay() : null;

            // A connection that yields is still open for a moment, so it does not change the total.
            isIn = _open < Limit + OpenFiles.ForRefusals;
            if (isIn)
            {
                var state = new ConnectionState(connection, now) { IsOverLimit = Seated >= Limit };
                _overLimit += state.IsOverLimit ? 1 : 0;
                _open++;
                _places.Add(state);
                connection.Features.Set(state);
            }
        }

        Close(victim);
        if (isFull)
        {
            Tell();
        }

        return isIn;
    }

    private ConnectionState? GiveWay()
    {
        var victim = _places.Take(Patience);
        if (victim is not null)
        {
            _leaving++;
            _overLimit -= victim.IsOverLimit ? 1 : 0;
        }

        return victim;
    }

    private static void Close(ConnectionState? victim) =>
        victim?.Connection.Abort(new ConnectionAbortedException("The connection had no request under way, and others need its place."));

    // Once in a while: a flood fills the table again and again.
    private void Tell()
    {
        lock (_gate)
        {
            if (tell is null || (_told is { } last && TimeProvider.System.GetElapsedTime(last) < s_silence))
            {
                return;
            }

            _told = TimeProvider.System.GetTimestamp();
        }

        tell(string.Create(
            CultureInfo.InvariantCulture,
            $"There are {Limit} connections, which is all that the limit on open files leaves. New ones take the places of those without a request under way, or are refused; raise the limit with ulimit -n."));
    }

    private async Task RunAsync(ConnectionContext connection, ConnectionState state, ConnectionDelegate next)
    {
        using var refusal = state.IsOverLimit ? new CancellationTokenSource(limits.Refusal, TimeProvider.System) : null;
        await using var end = refusal?.Token.UnsafeRegister(
            static (s, _) => Refuse((ConnectionState)s!), state) ?? default;
        bool isHttp2;
        using (var silence = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed))
        {
            silence.CancelAfter(limits.Silence);
            try
            {
                isHttp2 = await PrefaceMiddleware.IsHttp2Async(connection, silence.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // It said nothing, gave way to another connection, or is gone.
                connection.Abort(new ConnectionAbortedException("The connection said nothing."));
                return;
            }
        }

        lock (_gate)
        {
            _places.Begins(state);
        }

        await PrefaceMiddleware.RunAsync(connection, isHttp2, next);
    }

    private static void Refuse(ConnectionState state)
    {
        if (state.IsOverLimit)
        {
            state.Connection.Abort(new ConnectionAbortedException("The emulator has as many connections as it may open."));
        }
    }

    private void Leave(ConnectionState state)
    {
        lock (_gate)
        {
            _open--;
            if (state.Place is null)
            {
                _leaving--;
            }
            else
            {
                _overLimit -= state.IsOverLimit ? 1 : 0;
            }

            ConnectionPlaces.Remove(state);
            if (_left.CurrentCount == 0)
            {
                _left.Release();
            }
        }
    }
}
