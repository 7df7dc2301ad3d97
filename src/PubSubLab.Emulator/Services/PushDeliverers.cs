using PubSubLab.Emulator.Hosting;
using System.Collections.Concurrent;
using PubSubLab.Emulator.Engine;

namespace PubSubLab.Emulator.Services;

/// <summary>Runs one <see cref="PushDeliverer"/> for every push subscription, and waits for all of them at the end.</summary>
internal sealed class PushDeliverers : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Subscription, PushDeliverer> _running = new();
    private readonly Lock _gate = new();
    private readonly ConcurrentBag<Task> _ended = [];
    private HttpClient? _http;

    /// <summary>Starts, restarts or stops the subscription's deliverer, as its settings say now.</summary>
    public void Follow(Subscription subscription)
    {
        lock (_gate)
        {
            var push = subscription.IsDeleted || subscription.IsDetached ? null : subscription.Settings.Push;
            if (_running.TryGetValue(subscription, out var running))
            {
                if (running.Config.Equals(push))
                {
                    return;
                }

                _running.TryRemove(subscription, out _);
                _ended.Add(running.DisposeAsync().AsTask());
            }

            if (push is not null)
            {
                // A redirection is no acknowledgement, and cookies of one endpoint are nobody's business at another.
                _http ??= new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = Math.Max(8, OpenFiles.Reserve / 2) }) { Timeout = Timeout.InfiniteTimeSpan };
                _running[subscription] = new PushDeliverer(subscription, push, _http);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_running.Values.Select(deliverer => deliverer.DisposeAsync().AsTask()).Concat(_ended));
        _http?.Dispose();
    }
}
