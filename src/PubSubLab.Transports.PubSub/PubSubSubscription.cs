using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Handlers;
using PubSubLab.Lab;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.PubSub;

/// <summary>A worker's running subscriber.</summary>
internal sealed class PubSubSubscription : ITransportSubscription
{
    // The client keeps the last 30 s of a stop for nacks and lets no handler finish in them, so they are added to the time that handlers have.
    private static readonly TimeSpan s_nackingTime = TimeSpan.FromSeconds(30);

    private readonly SubscriberClient _client;
    private readonly SeverableConnections _connections;
    private readonly Func<RpcException, Exception> _explain;
    private readonly StreamNews _news;
    private readonly Task _running;
    private readonly Lazy<Task> _severing;
    private volatile bool _severed;

    public PubSubSubscription(
        SubscriberClient client, SeverableConnections connections, StreamNews news, DeliveryCallback callback, Func<RpcException, Exception> explain)
    {
        _news = news;
        _client = client;
        _connections = connections;
        _explain = explain;
        _severing = new Lazy<Task>(() => Task.Run(StopAtOnceAsync));
        _running = news.Start(() => client.StartAsync((message, cancellation) => HandleAsync(callback, message, cancellation)));
        Completion = WatchAsync();
    }

    /// <inheritdoc/>
    public Task Completion { get; }

    /// <inheritdoc/>
    public async Task StopAsync(TimeSpan timeout)
    {
        _news.Mute();
        try
        {
            await _client.StopAsync(new SubscriberClient.ShutdownOptions { Timeout = timeout > TimeSpan.Zero ? timeout + s_nackingTime : timeout });
        }
        catch (OperationCanceledException)
        {
            // The time was over before every handler had ended; the rest was given back.
        }
        catch (RpcException)
        {
            // Completion reports the error, once.
        }
    }

    /// <inheritdoc/>
    public void Sever()
    {
        _severed = true;
        _news.Mute();
        _connections.Sever();

        // It has nothing left to talk to, and must not try again and again. Stopping runs what waits for it, which is nothing for the caller's locks.
        _ = _severing.Value;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_running.IsCompleted)
        {
            Sever();
        }

        if (_severing.IsValueCreated)
        {
            await _severing.Value;
        }

        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _news.Dispose();
        await _client.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task StopAtOnceAsync() => await _client.StopAsync(new SubscriberClient.ShutdownOptions(), new CancellationToken(canceled: true))
        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static async Task<SubscriberClient.Reply> HandleAsync(DeliveryCallback callback, PubsubMessage message, CancellationToken cancellation)
    {
        var task = new LabTask(message.Data.Memory, message.Attributes.AsReadOnly(), message.OrderingKey);
        var delivery = new Delivery(message.MessageId, task, message.GetDeliveryAttempt() ?? 0, message.PublishTime?.ToDateTimeOffset());

        // After Abandon the connections are cut already: what is answered here goes nowhere.
        return await callback(delivery, cancellation) == Verdict.Ack ? SubscriberClient.Reply.Ack : SubscriberClient.Reply.Nack;
    }

    private async Task WatchAsync()
    {
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // It was stopped before everything was handled, which is what its owner asked for.
        }
        catch (Exception) when (_severed)
        {
            // A worker that was killed does not also fail.
        }
        catch (RpcException e)
        {
            throw _explain(e);
        }
        finally
        {
            // A stream that has ended does not come back.
            _news.Mute();
        }
    }
}
