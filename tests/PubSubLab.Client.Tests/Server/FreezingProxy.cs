using System.Net;
using System.Net.Sockets;

namespace PubSubLab.Client.Tests.Server;

/// <summary>Stands between a client and a server, and can let its connections go half-open: they stay, and nothing passes any more.</summary>
internal sealed class FreezingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly int _target;
    private readonly Task _accepting;
    private readonly List<Task> _passing = [];
    private int _generation;

    internal FreezingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal string Endpoint => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    internal int Connections { get; private set; }

    /// <summary>From now on nothing passes over the connections that there are; new ones work.</summary>
    internal void Freeze() => Interlocked.Increment(ref _generation);

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_passing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_over.Token);
            Connections++;
            _passing.Add(ServeAsync(client, Volatile.Read(ref _generation)));
        }
    }

    private async Task ServeAsync(TcpClient client, int generation)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _over.Token);
            await Task.WhenAny(PassAsync(client, server, generation), PassAsync(server, client, generation));
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to, int generation)
    {
        var buffer = new byte[16 * 1024];
        while (await from.GetStream().ReadAsync(buffer, _over.Token) is var read and > 0)
        {
            if (Volatile.Read(ref _generation) == generation)
            {
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _over.Token);
            }
        }
    }
}
