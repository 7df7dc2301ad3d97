using Microsoft.AspNetCore.Connections;

namespace PubSubLab.Emulator.Hosting;

/// <summary>
/// Keeps the number of connections below what the process may open. A connection that says nothing gives way to a new one, and
/// ends on its own after a while. A few connections over the limit are taken: they can ask for health, and are told about the limit.
/// </summary>
internal sealed class ConnectionGate(EmulatorLimits limits, Action<string>? tell)
{
    private readonly int _limit = limits.Connections ?? OpenFiles.ForConnections();
    private readonly Lock _gate = new();
    private readonly LinkedList<ConnectionContext> _silent = new();
    private int _open;
    private bool _isFull;

    public int Limit => _limit;

    public ConnectionDelegate Use(ConnectionDelegate next) => async connection =>
    {
        var (state, place) = Enter(connection);
        try
        {
            if (state is not null)
            {
                connection.Features.Set(state);
                await RunAsync(connection, state, place!, next);
            }
            else
            {
                connection.Abort(new ConnectionAbortedException("The emulator has as many connections as it may open."));
            }
        }
        finally
        {
            Leave(place);
        }
    };

    private async Task RunAsync(ConnectionContext connection, ConnectionState state, LinkedListNode<ConnectionContext> place, ConnectionDelegate next)
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
            Speaks(place);
        }

        await PrefaceMiddleware.RunAsync(connection, isHttp2, next);
    }

    private (ConnectionState? State, LinkedListNode<ConnectionContext>? Place) Enter(ConnectionContext connection)
    {
        ConnectionContext? silent = null;
        var becameFull = false;
        ConnectionState? state = null;
        LinkedListNode<ConnectionContext>? place = null;
        lock (_gate)
        {
            _open++;
            if (_open > _limit)
            {
                becameFull = !_isFull;
                _isFull = true;
                if (_silent.First is { } oldest)
                {
                    silent = oldest.Value;
                    _silent.Remove(oldest);
                }
            }

            if (silent is not null || _open <= _limit + OpenFiles.ForRefusals)
            {
                state = new ConnectionState(_open > _limit && silent is null);
                place = _silent.AddLast(connection);
            }
        }

        silent?.Abort(new ConnectionAbortedException("The connection said nothing, and others need its place."));
        if (becameFull)
        {
            tell?.Invoke($"There are {_limit} connections, which is all that the limit on open files leaves. New ones are refused until others close; raise the limit with ulimit -n.");
        }

        return (state, place);
    }

    private void Leave(LinkedListNode<ConnectionContext>? place)
    {
        lock (_gate)
        {
            _open--;
            _isFull &= _open > _limit * 9 / 10;
            if (place is not null)
            {
                Speaks(place);
            }
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
