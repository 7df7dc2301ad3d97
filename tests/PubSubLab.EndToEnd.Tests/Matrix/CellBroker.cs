using System.Net;
using System.Net.Sockets;

namespace PubSubLab.EndToEnd.Tests.Matrix;

/// <summary>The broker of one cell: an address behind which an emulator is, or is not.</summary>
internal sealed class CellBroker : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _gate = new();
    private readonly List<Socket> _open = [];
    private readonly List<Task> _relays = [];
    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly BrokerFate _fate;
    private readonly int _port;
    private TcpListener? _listener;
    private IPEndPoint? _behind;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Begins as the fate begins.</summary>
    public CellBroker(BrokerFate fate, IPEndPoint emulator)
    {
        _fate = fate;
        _behind = fate is BrokerFate.Refusing or BrokerFate.Silent ? null : emulator;
        var listener = Listen(0);
        _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        if (fate is BrokerFate.Absent or BrokerFate.None)
        {
            listener.Dispose();
            _met.SetResult();
        }
        else
        {
            _listener = listener;
            _accepting = AcceptAsync(listener);
        }
    }

    /// <summary>Its address.</summary>
    public string Host => $"127.0.0.1:{_port}";

    /// <summary>Completes when the verb has met it as far as it can: it has connected, and got an answer where there is one.</summary>
    public Task Met => _met.Task;

    /// <summary>The event while the verb runs.</summary>
    public async Task HappenAsync(IPEndPoint other)
    {
        if (_fate is not (BrokerFate.Dying or BrokerFate.BackEmpty or BrokerFate.BackWhole))
        {
            return;
        }

        _listener!.Dispose();
        await _accepting;
        Cut();
        if (_fate == BrokerFate.Dying)
        {
            return;
        }

        if (_fate == BrokerFate.BackEmpty)
        {
            _behind = other;
        }

        _listener = Listen(_port);
        _accepting = AcceptAsync(_listener);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener?.Dispose();
        await _accepting;
        Cut();
        await Task.WhenAll(_relays);
        _ending.Dispose();
    }

    private static TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
        return listener;
    }

    private void Cut()
    {
        lock (_gate)
        {
            foreach (var socket in _open)
            {
                socket.Dispose();
            }

            _open.Clear();
        }
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(_ending.Token);
                if (_behind is null)
                {
                    _met.TrySetResult();
                }

                if (_fate == BrokerFate.Refusing)
                {
                    client.Dispose();
                    continue;
                }

                Keep(client);
                if (_behind is { } behind)
                {
                    _relays.Add(RelayAsync(client, behind));
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException or SocketException)
        {
            // It listens no more.
        }
    }

    private void Keep(Socket socket)
    {
        // Its end is a reset, as from a process that was killed.
        socket.LingerState = new LingerOption(true, 0);
        lock (_gate)
        {
            _open.Add(socket);
        }
    }

    private async Task RelayAsync(Socket client, IPEndPoint behind)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Keep(server);
        try
        {
            await server.ConnectAsync(behind, _ending.Token);
            await Task.WhenAny(PumpAsync(client, server, null), PumpAsync(server, client, _met));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // One side is gone.
        }
        finally
        {
            Drop(client);
            Drop(server);
        }
    }

    private void Drop(Socket socket)
    {
        lock (_gate)
        {
            _open.Remove(socket);
        }

        socket.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, TaskCompletionSource? answered)
    {
        // The first bytes of HTTP/2 are settings; what comes after is an answer.
        const int Settings = 100;
        var buffer = new byte[16_384];
        var sum = 0;
        try
        {
            while (await from.ReceiveAsync(buffer, _ending.Token) is > 0 and var read)
            {
                await to.SendAsync(buffer.AsMemory(0, read), _ending.Token);
                sum += read;
                if (sum > Settings)
                {
                    answered?.TrySetResult();
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // One side is gone, and with it the other.
        }
    }
}
