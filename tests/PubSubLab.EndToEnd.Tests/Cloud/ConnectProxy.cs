using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>An HTTP proxy on loopback that makes tunnels (RFC 9110, CONNECT), all of them to one port.</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentBag<Task> _tunnels = [];
    private readonly int _target;
    private readonly string _refusal;
    private readonly Task _accepting;

    /// <summary>Starts it.</summary>
    /// <param name="target">Port on loopback that every tunnel leads to.</param>
    /// <param name="refusal">Status line with which every request is refused, or empty.</param>
    public ConnectProxy(int target, string refusal = "")
    {
        _target = target;
        _refusal = refusal;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>First lines of the requests so far.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Values of Proxy-Authorization so far.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_tunnels);
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _tunnels.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_over.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            var head = await ReadHeadAsync(stream);
            Requests.Enqueue(head[0]);
            foreach (var line in head.Where(l => l.StartsWith("Proxy-Authorization: ", StringComparison.OrdinalIgnoreCase)))
            {
                Authorizations.Enqueue(line["Proxy-Authorization: ".Length..]);
            }

            if (_refusal.Length > 0)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {_refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), _over.Token);
                return;
            }

            using var target = new TcpClient();
            await target.ConnectAsync(IPAddress.Loopback, _target, _over.Token);
            await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _over.Token);
            await Task.WhenAny(stream.CopyToAsync(target.GetStream(), _over.Token), target.GetStream().CopyToAsync(stream, _over.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // One side is gone, or the test is over.
        }
    }

    private async Task<string[]> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _over.Token) == 0)
            {
                throw new IOException("The client left before the end of its request.");
            }

            head.Append((char)one[0]);
        }

        return head.ToString().Split("\r\n");
    }
}
