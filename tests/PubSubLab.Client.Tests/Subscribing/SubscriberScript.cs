using System.Collections.Concurrent;
using Google.Cloud.PubSub.V1;
using PubSubLab.Client.Tests.Server;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Subscribing;

/// <summary>A subscriber on a scripted service, in virtual time, with a handler whose replies a test gives.</summary>
internal sealed class SubscriberScript : SubscriptionHandler
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<SubscriberClient.Reply>> _handlers = new();
    private readonly ConcurrentQueue<string> _started = new();
    private volatile bool _isOver;

    internal SubscriberScript(Action<SubscriberClient.Settings>? configure = null, int streams = 1, Func<CancellationToken, Task<bool>>? isEmulatorOpen = null)
    {
        var settings = new SubscriberClient.Settings { Scheduler = Time, Clock = Time };
        configure?.Invoke(settings);
        Services = [.. Enumerable.Range(0, streams).Select(_ => new ScriptedSubscriber())];
        Subscriber = new SubscriberClientImpl(
            Lab.Subscription,
            Services,
            settings,
            () =>
            {
                IsShutDown = true;
                return Task.CompletedTask;
            },
            Log)
        {
            IsEmulatorOpen = isEmulatorOpen,
        };
        EndedWithTestAttribute.Add(End);
    }

    internal NotingLogger Log { get; } = new();

    internal VirtualTime Time { get; } = new();

    internal IReadOnlyList<ScriptedSubscriber> Services { get; }

    internal ScriptedSubscriber Service => Services[0];

    internal SubscriberClientImpl Subscriber { get; }

    internal Task Run { get; private set; } = Task.CompletedTask;

    internal bool IsShutDown { get; private set; }

    /// <summary>The messages whose handler was started, in order.</summary>
    internal IReadOnlyList<string> Started => [.. _started];

    internal ConcurrentQueue<AckNackResponse> AckResponses { get; } = new();

    internal ConcurrentQueue<AckNackResponse> NackResponses { get; } = new();

    internal Exception? ThrownByReports { get; set; }

    internal CancellationToken HandlerToken { get; private set; }

    /// <summary>Starts the subscriber, and gives the stream that it opens.</summary>
    internal async Task<ScriptedStream> StartAsync()
    {
        Run = Subscriber.StartAsync(this);
        return await Service.OpenedAsync();
    }

    public override Task<SubscriberClient.Reply> HandleMessage(PubsubMessage message, CancellationToken cancellationToken)
    {
        HandlerToken = cancellationToken;
        _started.Enqueue(message.MessageId);
        return Of(message.MessageId).Task;
    }

    public override void HandleAckResponses(IReadOnlyList<AckNackResponse> responses)
    {
        if (ThrownByReports is { } exception)
        {
            throw exception;
        }

        responses.ToList().ForEach(AckResponses.Enqueue);
    }

    public override void HandleNackResponses(IReadOnlyList<AckNackResponse> responses) => responses.ToList().ForEach(NackResponses.Enqueue);

    internal Task HandledAsync(params string[] messages) => Eventually.HoldsAsync(
        () => messages.All(message => _started.Contains(message)), $"the handlers of {string.Join(' ', messages)} are started; started are {string.Join(' ', _started)}");

    internal void Ack(params string[] messages) => Array.ForEach(messages, message => Of(message).TrySetResult(SubscriberClient.Reply.Ack));

    internal void Nack(params string[] messages) => Array.ForEach(messages, message => Of(message).TrySetResult(SubscriberClient.Reply.Nack));

    internal void Throw(string message, Exception exception) => Of(message).TrySetException(exception);

    internal Task StopAsync(TimeSpan? timeout = null, SubscriberClient.ShutdownMode mode = SubscriberClient.ShutdownMode.WaitForProcessing) =>
        Subscriber.StopAsync(new SubscriberClient.ShutdownOptions { Mode = mode, Timeout = timeout }, TestContext.Current.CancellationToken);

    private TaskCompletionSource<SubscriberClient.Reply> Of(string message)
    {
        var handler = _handlers.GetOrAdd(message, _ => new TaskCompletionSource<SubscriberClient.Reply>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_isOver)
        {
            handler.TrySetResult(SubscriberClient.Reply.Nack);
        }

        return handler;
    }

    // Handlers that start only when others end do not wait either.
    private void End()
    {
        _isOver = true;
        foreach (var handler in _handlers.Values)
        {
            handler.TrySetResult(SubscriberClient.Reply.Nack);
        }
    }
}
