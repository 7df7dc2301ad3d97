using System.Net;
using System.Net.Sockets;

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>A network between a client and a server that can go silent: nothing gets through any more and neither side is told.</summary>
internal sealed class FreezableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _frozen = new();
    private readonly List<TcpClient> _clients = [];
    private readonly List<Task> _pumps = [];
    private readonly Task _accepting;

    private FreezableProxy(int port)
    {
        _listener.Start();
        _accepting = AcceptAsync(port);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static FreezableProxy Start(int port) => new(port);

    public Task FreezeAsync() => _frozen.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await FreezeAsync();
        await _accepting;
        await Task.WhenAll(_pumps);
        _clients.ForEach(c => c.Dispose());
        _listener.Dispose();
        _frozen.Dispose();
    }

    private async Task AcceptAsync(int port)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_frozen.Token);
                var server = new TcpClient();
                _clients.AddRange([client, server]);
                await server.ConnectAsync(IPAddress.Loopback, port, _frozen.Token);
                _pumps.AddRange([PumpAsync(client, server), PumpAsync(server, client)]);
            }
        }
        catch (OperationCanceledException)
        {
            // Frozen.
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        try
        {
            var buffer = new byte[16_384];
            while (await from.GetStream().ReadAsync(buffer, _frozen.Token) is > 0 and var count)
            {
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count), _frozen.Token);
            }

            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // Frozen, or one side has hung up; the other notices when the test ends.
        }
    }
}
