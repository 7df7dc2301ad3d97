using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Handlers;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.PubSub;

/// <summary>The lab's seam over the Google.Cloud.PubSub.V1 API: the embedded emulator, any other emulator, or Google Cloud.</summary>
public sealed partial class PubSubTransport : ITransport
{
    /// <summary>Extension window: 3 s of the lab's 10, so that a person can watch both.</summary>
    private static readonly TimeSpan s_extensionWindow = TimeSpan.FromSeconds(3);

    private readonly PubSubTransportOptions _options;
    private readonly Connector _connector;
    private readonly Refusals _refusals;
    private readonly Administration _administration;
    private readonly PublisherPool _publishers;
    private readonly BrokerWatch _watch;
    private readonly EmulatorControl? _control;
    private TransportCapabilities? _capabilities;
    private volatile Topology? _topology;

    /// <summary>A transport; nothing is connected yet.</summary>
    public PubSubTransport(PubSubTransportOptions options)
    {
        _options = options;
        _connector = new Connector(options);
        _refusals = new Refusals(options);
        _administration = new Administration(options, _connector, _refusals);
        _publishers = new PublisherPool(_connector, options.Time, isEmulator: !options.IsCloud);
        _watch = new BrokerWatch(
            cancellation => _administration.AskAsync(_topology, cancellation), options.Tell, always: !options.IsCloud && options.WatchesEmulator, TimeProvider.System);
        _control = options is { EmulatorHost: { } host, WatchesEmulator: true } ? new EmulatorControl(host, options.ProjectId, TimeProvider.System) : null;
    }

    /// <inheritdoc/>
    public string Description => _options.Description;

    /// <inheritdoc/>
    public bool IsCloud => _options.IsCloud;

    /// <summary>Looks into the subscriptions of an emulator in another process, as far as it tells; null on other backends.</summary>
    public IBacklogInspection? Inspection => _control;

    /// <inheritdoc/>
    public async Task<TransportCapabilities> GetCapabilitiesAsync(CancellationToken cancellation)
    {
        if (_capabilities is { } known)
        {
            return known;
        }

        var filters = _options.HonoursFilters ?? (_options.IsCloud || await new FilterProbe(_options, _administration).RunAsync(cancellation));
        return _capabilities = new TransportCapabilities
        {
            Filters = filters,
            Ordering = true,
            DeadLetter = true,
            DeadLetterCount = TransportCapabilities.PubSubDeadLetterCount,
            ExactlyOnce = true,
            DelayedRetry = true,
            Replay = true,
            Push = true,
            // An emulator that runs filters runs transforms too.
            Transforms = filters,
            BrokerEvents = _options.BrokerEvents,
            RealProject = _options.IsCloud,
            Notes = filters
                ? []
                : [$"This backend ({Description}) ignores filters: it was tried, and a message that does not match was delivered. Every subscription here gets everything."],
        };
    }

    /// <inheritdoc/>
    public async Task EnsureAsync(Topology topology, CancellationToken cancellation)
    {
        if (_options.IsCloud && !topology.Temporary)
        {
            await _administration.CheckAsync(topology, cancellation);
            Watch(topology);
            return;
        }

        foreach (var topic in topology.Topics)
        {
            await _administration.EnsureTopicAsync(topic, topology.TopicRetention, cancellation);
        }

        foreach (var spec in topology.Subscriptions)
        {
            await _administration.EnsureSubscriptionAsync(spec, topology.Temporary, cancellation);
        }

        Watch(topology);
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(Topology topology, CancellationToken cancellation)
    {
        foreach (var spec in topology.Subscriptions)
        {
            await _administration.DeleteSubscriptionAsync(spec.Name, cancellation);
        }

        foreach (var topic in topology.Topics)
        {
            await _publishers.RemoveAsync(topic);
            await _administration.DeleteTopicAsync(topic, cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task ProbeAsync(CancellationToken cancellation)
    {
        var answer = await _administration.AskAsync(_topology, cancellation);
        if ((answer.Unreachable ?? answer.Missing) is { } trouble)
        {
            throw new LabException($"The broker is not idle: {trouble}.");
        }
    }

    /// <inheritdoc/>
    public async Task<string> PublishAsync(string topic, LabTask task, CancellationToken cancellation)
    {
        var message = MessageOf(task);
        var (ready, order) = _publishers.Of(topic);
        var sent = _connector.PublishesSent;
        try
        {
            return await order.SendAsync(ready, p => p.PublishAsync(message)).WaitAsync(cancellation);
        }
        catch (RpcException e)
        {
            if (task.OrderingKey.Length > 0 && ready.IsCompletedSuccessfully)
            {
                // The person sees the failure and decides; the key itself stays usable.
                (await ready).ResumePublish(task.OrderingKey);
            }

            throw _refusals.ExplainPublish(e, topic, wasSent: _connector.PublishesSent != sent);
        }
        catch (OrderingKeyInErrorStateException e)
        {
            throw new LabException($"An earlier message with ordering key '{task.OrderingKey}' failed, so this one was not sent. Publish it again.", e);
        }
    }

    /// <inheritdoc/>
    public async Task<ITransportSubscription> SubscribeAsync(SubscribeOptions options, DeliveryCallback callback, CancellationToken cancellation)
    {
        if (_options.IsCloud)
        {
            await CheckSubscriptionAsync(options, cancellation);
        }

        var time = new LabTime(_options.Time);
        var window = options.AckDeadline / 2 < s_extensionWindow ? options.AckDeadline / 2 : s_extensionWindow;
        var settings = new SubscriberClient.Settings
        {
            AckDeadline = options.AckDeadline,
            AckExtensionWindow = window,
            MaxTotalAckExtension = options.LongestLease,
            FlowControlSettings = new Google.Api.Gax.FlowControlSettings(options.MaxInFlight, null),
            Scheduler = time,
            Clock = time,
        };
        var connections = new SeverableConnections(_options.ServerClock, _options.WorkerTag is { } tag ? WorkerHeader.ValueOf(tag, options.Worker) : null, useProxy: _options.IsCloud);
        var client = await _connector.SubscriberAsync(options.Subscription, settings, connections, cancellation);
        var news = new StreamNews(options, _options.Tell, _watch);
        return new PubSubSubscription(
            client, connections, news, callback, e => _refusals.Explain(e, Refusals.Deed.Consume, $"subscription {options.Subscription}"));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        await _publishers.DisposeAsync();
    }

    // A worker on a subscription that cannot work would wait for ever, and say nothing. An emulator answers such a pull at once.
    private async Task CheckSubscriptionAsync(SubscribeOptions options, CancellationToken cancellation)
    {
        if (await _administration.ReadSubscriptionAsync(options.Subscription, cancellation) is not { } facts)
        {
            return;
        }

        if (facts.NoPull is { } obstacle)
        {
            throw new LabException($"{obstacle}");
        }

        if (_topology?.Topics is [var topic, ..] && _topology.Subscriptions.Any(s => s.Name == options.Subscription) && facts.NothingFrom(_options.ProjectId, topic) is { } silence)
        {
            _options.Tell(LabEventKind.Note, options.Worker, new Reason($"{silence}"));
        }
    }

    // A temporary topology is removed again; its absence needs no repair.
    private void Watch(Topology topology)
    {
        if (!topology.Temporary)
        {
            _topology ??= topology;
            _watch.TopologyMade();
            _watch.Start();
        }
    }
}
