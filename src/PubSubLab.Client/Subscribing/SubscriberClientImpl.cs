using System.Runtime.ExceptionServices;
using Google.Api.Gax;
using Google.Cloud.PubSub.V1.Concurrency;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Google.Cloud.PubSub.V1;

/// <summary>The subscriber that talks to the service.</summary>
public sealed partial class SubscriberClientImpl : SubscriberClient
{
    // In this last part of a stop's time nothing new is started any more, so that nacks get through.
    private static readonly TimeSpan s_nackingTime = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly SubscriberServiceApiClient[] _clients;
    private readonly Settings _settings;
    private readonly SubscriberTime _time;
    private readonly Func<Task>? _shutdown;
    private readonly ILogger _logger;
    private readonly TaskScheduler _workers;
    private readonly CancellationTokenSource _stopPulling = new();
    private readonly CancellationTokenSource _nackNow = new();
    private readonly CancellationTokenSource _hardStop = new();
    private readonly CancellationTokenSource _ended = new();
    private Task? _main;
    private bool _stopping;
    private Task _stop = Task.CompletedTask;

    /// <summary>Creates a subscriber on clients, each of which carries a stream.</summary>
    /// <param name="subscriptionName">The subscription that is consumed.</param>
    /// <param name="clients">The clients, on different channels.</param>
    /// <param name="settings">Flow control, leases and the rest.</param>
    /// <param name="shutdown">Called after the last request; may be null.</param>
    public SubscriberClientImpl(
        SubscriptionName subscriptionName, IEnumerable<SubscriberServiceApiClient> clients, Settings settings, Func<Task>? shutdown)
        : this(subscriptionName, clients, settings, shutdown, null)
    {
    }

    internal SubscriberClientImpl(
        SubscriptionName subscriptionName, IEnumerable<SubscriberServiceApiClient> clients, Settings settings, Func<Task>? shutdown, ILogger? logger,
        TaskScheduler? workers = null)
    {
        SubscriptionName = GaxPreconditions.CheckNotNull(subscriptionName, nameof(subscriptionName));
        _clients = [.. GaxPreconditions.CheckNotNull(clients, nameof(clients))];
        GaxPreconditions.CheckArgument(_clients.Length > 0, nameof(clients), "A subscriber needs a client at least.");
        GaxPreconditions.CheckArgument(_clients.All(client => client is not null), nameof(clients), "One of the clients is null.");
        GaxPreconditions.CheckNotNull(settings, nameof(settings)).Validate();
        _settings = settings;
        _time = new SubscriberTime(settings.Scheduler, settings.Clock);
        _shutdown = shutdown;
        _logger = logger ?? NullLogger.Instance;
        _workers = workers ?? TaskScheduler.Default;
    }

    /// <inheritdoc />
    public override SubscriptionName SubscriptionName { get; }

    /// <summary>Whether somebody listens on the emulator's port; null for the service.</summary>
    internal Func<CancellationToken, Task<bool>>? IsEmulatorOpen { get; init; }

    /// <inheritdoc />
    public override Task StartAsync(Func<PubsubMessage, CancellationToken, Task<Reply>> handlerAsync) =>
        StartAsync(new DelegateHandler(GaxPreconditions.CheckNotNull(handlerAsync, nameof(handlerAsync))));

    /// <inheritdoc />
    public override Task StartAsync(SubscriptionHandler handler)
    {
        GaxPreconditions.CheckNotNull(handler, nameof(handler));
        lock (_lock)
        {
            GaxPreconditions.CheckState(_main is null, "The subscriber was started before; one instance can be started once.");
            return _main = Start(handler);
        }
    }

    private Task Start(SubscriptionHandler handler)
    {
        _hardStop.Token.UnsafeRegister(static nackNow => ((CancellationTokenSource)nackNow!).Cancel(), _nackNow);
        var context = new SubscriberContext(_logger, _workers)
        {
            Name = SubscriptionName,
            Subscription = SubscriptionName.ToString(),
            Settings = _settings,
            Handler = handler,
            Time = _time,
            IsEmulatorOpen = IsEmulatorOpen,
            Flow = new FlowGate(_settings.FlowControlSettings ?? DefaultFlowControlSettings),
            StopPulling = _stopPulling.Token,
            NackNow = _nackNow.Token,
            HardStop = _hardStop.Token,
        };
        _nackNow.Token.UnsafeRegister(static ordered => ((OrderedDispatch)ordered!).Release(), context.Ordered);
        return _workers.RunAsync(() => RunAsync(context));
    }

    // StartAsync's task reports every error here. The handler and the replies' reports are the user's code;
    // when a report throws, the subscriber ends with that exception.
    private async Task RunAsync(SubscriberContext context)
    {
        var failures = new List<Exception>();
        context.Tasks.OnFailure = failure => Give(failure);
        MessageStream[] streams = [.. _clients.Select((client, index) => new MessageStream(client, context, index + 1))];
        _nackNow.Token.UnsafeRegister(static streams => Array.ForEach((MessageStream[])streams!, stream => stream.Deliveries.GiveAllBack()), streams);
        using var settled = new CancellationTokenSource();
        var leases = Task.WhenAll(streams.Select(stream => WatchAsync(() => stream.Deliveries.KeepLeasesAsync(settled.Token))));
        await Task.WhenAll(streams.Select(stream => WatchAsync(stream.RunAsync)));
        await WatchAsync(() => WaitForSettlingAsync(context));
        await _workers.CancelAsync(settled);
        await leases;
        await context.Tasks.WhenEmptyAsync().EndedAsync();
        await _workers.CancelAsync(_ended);
        Task stop;
        lock (_lock)
        {
            // From now on there is nothing to stop.
            _stopping = true;
            stop = _stop;
        }

        await WatchAsync(() => stop);
        if (_shutdown is not null)
        {
            await WatchAsync(_shutdown);
        }

        if (failures.Count > 0)
        {
            ExceptionDispatchInfo.Throw(failures[0]);
        }

        if (_hardStop.IsCancellationRequested)
        {
            // Itself and not one of its kinds, which somebody may catch.
            throw new OperationCanceledException(_hardStop.Token);
        }

        async Task WatchAsync(Func<Task> work)
        {
            try
            {
                await work();
            }
            catch (Exception e)
            {
                Give(e);
            }
        }

        void Give(Exception failure)
        {
            lock (failures)
            {
                failures.Add(failure);
            }

            _hardStop.Cancel();
            _stopPulling.Cancel();
        }
    }
}
