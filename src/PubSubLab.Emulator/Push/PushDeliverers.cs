using System.Collections.Concurrent;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Limits;
using PubSubLab.Emulator.Transforms;

namespace PubSubLab.Emulator.Push;

/// <summary>Runs one <see cref="PushDeliverer"/> for every push subscription, and waits for all of them at the end.</summary>
internal sealed class PushDeliverers(PubSubEmulatorOptions options, TransformRunner transforms) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Subscription, PushDeliverer> _running = new();
    private readonly Lock _gate = new();
    private readonly ConcurrentBag<Task> _ended = [];
    private HttpMessageInvoker? _http;

    /// <summary>Signs the tokens of requests, with real time: receivers compare tokens with their own clocks.</summary>
    public OidcIssuer Oidc { get; } = new(options.OidcIssuer, TimeProvider.System);

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
                _http ??= options.PushHandler is { } handler ? new HttpMessageInvoker(handler, disposeHandler: false) : new HttpMessageInvoker(CreateHandler());
                _running[subscription] = new PushDeliverer(subscription, push, _http, Oidc, transforms, options.OnPushFailed);
            }
        }
    }

    // A redirection is not an acknowledgement, cookies of one endpoint must not reach another, and a proxy would look up names itself.
    private SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        MaxConnectionsPerServer = Math.Max(8, OpenFiles.Reserve / 2),
        ConnectCallback = (context, cancellation) => PushConnection.OpenAsync(context.DnsEndPoint, options.Web.LinkLocalPush, cancellation),
    };

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_running.Values.Select(deliverer => deliverer.DisposeAsync().AsTask()).Concat(_ended));
        _http?.Dispose();
        Oidc.Dispose();
    }
}
