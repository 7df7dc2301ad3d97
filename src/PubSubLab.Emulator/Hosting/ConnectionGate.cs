using System.Globalization;
using Microsoft.AspNetCore.Connections;

namespace PubSubLab.Emulator.Hosting;

/// <summary>
/// Keeps the number of connections below what the process may open. A connection that says nothing gives way to a new one, and
/// ends on its own after a while. A few connections over the limit are taken: they can ask for health, and are told about the limit.
/// </summary>
internal sealed class ConnectionGate(EmulatorLimits limits, Action<string>? tell)
{
    // Counted at the first connection: until then the process opens most of what it needs for itself.
    private readonly Lazy<int> _limit = new(() => limits.Connections ?? OpenFiles.ForConnections());
    private readonly Lock _gate = new();
    private readonly LinkedList<ConnectionContext> _silent = new();
    private int _open;
    private bool _isFull;

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

    /// <summary>Gives a new connection a place; false where there is none.</summary>
    public bool TryEnter(ConnectionContext connection)
    {
        ConnectionContext? silent = null;
        var becameFull = false;
        bool isIn;
        lock (_gate)
        {
            if (_open >= Limit)
            {
                becameFull = !_isFull;
                _isFull = true;
                if (_silent.First is { } oldest)
                {
                    silent = oldest.Value;
                    _silent.Remove(oldest);
                }
            }

            // What gives way is still open for a moment, so it does not change how many there can be in all.
            isIn = _open < Limit + OpenFiles.ForRefusals;
            if (isIn)
            {
                var isOverLimit = _open >= Limit && silent is null;
                _open++;
                connection.Features.Set(new ConnectionState(isOverLimit, _silent.AddLast(connection)));
            }
        }

        silent?.Abort(new ConnectionAbortedException("The connection said nothing, and others need its place."));
        if (becameFull)
        {
            tell?.Invoke(string.Create(
                CultureInfo.InvariantCulture,
                $"There are {Limit} connections, which is all that the limit on open files leaves. New ones are refused until others close; raise the limit with ulimit -n."));
        }

        return isIn;
    }

    private async Task RunAsync(ConnectionContext connection, ConnectionState state, ConnectionDelegate next)
    {
        using var refusal = state.IsOverLimit ? new CancellationTokenSource(limits.Refusal, TimeProvider.System) : null;
        await using var end = refusal?.Token.UnsafeRegister(
            static (c, _) => ((ConnectionContext)c!).Abort(new ConnectionAbortedException("The emulator has as many connections as it may open.")), connection) ?? default;
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
            Speaks(state.Place);
        }

        await PrefaceMiddleware.RunAsync(connection, isHttp2, next);
    }

    private void Leave(ConnectionState state)
    {
        lock (_gate)
        {
            _open--;
            _isFull &= _open > Limit * 9 / 10;
            Speaks(state.Place);
        }
    }

    private void Speaks(LinkedListNode<ConnectionContext> place)
    {
        if (place.List is not null)
        {
            _silent.Remove(place);
        }
    }
}
