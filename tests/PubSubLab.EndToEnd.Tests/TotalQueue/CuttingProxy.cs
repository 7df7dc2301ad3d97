using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PubSubLab.TotalQueue;

/// <summary>Stands between a client and the broker, and resets its connections when told to.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly IPEndPoint _target;
    private readonly ConcurrentDictionary<TcpClient, Task> _passing = new();
    private readonly Task _accepting;

    public CuttingProxy(string target)
    {
        var address = IPEndPoint.Parse(target.Replace("localhost", "127.0.0.1", StringComparison.Ordinal));
        _target = address;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Endpoint => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Resets every connection that there is; new ones pass.</summary>
    public void Cut()
    {
        foreach (var client in _passing.Keys)
        {
            Reset(client);
        }
    }

    /// <summary>Resets all, and takes none any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _accepting;
        Cut();
        await Task.WhenAll(_passing.Values);
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_over.Token);
                var begin = new TaskCompletionSource();
                _passing[client] = ServeAsync(client, begin.Task);
                begin.SetResult();
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // A listener that was stopped says so in either way; the condition above ends the loop.
            }
        }
    }

    private async Task ServeAsync(TcpClient client, Task begin)
    {
        // Only once it is among those that can be reset.
        await begin;
        using var server = new TcpClient { NoDelay = true };
        try
        {
            client.NoDelay = true;
            await server.ConnectAsync(_target, _over.Token);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
            var passes = new[] { PassAsync(client, server, either.Token), PassAsync(server, client, either.Token) };
            await Task.WhenAny(passes);
            await either.CancelAsync();
            Reset(server);
            await Task.WhenAll(passes);
        }
        catch (Exception e) when (IsCut(e))
        {
            // A reset is what this proxy is for; both ends notice by themselves.
        }
        finally
        {
            Reset(client);
            _passing.TryRemove(client, out _);
        }
    }

    private static async Task PassAsync(TcpClient from, TcpClient to, CancellationToken over)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream(), over);
        }
        catch (Exception e) when (IsCut(e))
        {
            // The other direction is ended by the caller.
        }
    }

    private static bool IsCut(Exception e) => e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException;

    private static void Reset(TcpClient client)
    {
        try
        {
            client.Client?.Close(0);
        }
        catch (ObjectDisposedException)
        {
            // Two may reset the same one.
        }
    }
}
