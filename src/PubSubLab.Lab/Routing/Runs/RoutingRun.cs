using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Routing;

/// <summary>
/// Runs one strategy for real: makes its topology, connects the users, publishes their messages, and measures what becomes of them.
/// With streams, or where that would be too many, with pulls. Removes what it made.
/// </summary>
public sealed class RoutingRun
{
    /// <summary>Prefix of all names that a run creates.</summary>
    public const string NamePrefix = "lab-routing-";

    /// <summary>Nothing happens any more: longer than the ack deadline, so that what was in a broken hand has come back.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);

    /// <summary>About two minutes' worth on two cores.</summary>
    private const double MostDeliveries = 3_000_000;

    private const double MostWorkersPulling = 10;

    private readonly ITransport _transport;
    private readonly TimeProvider _time;
    private readonly RoutingPost _post;
    private readonly PresenceMap _map = new();
    private ResourceMeter _meter = new();
    private readonly Action<string> _say;
    private TimeSpan _setUp;
    private bool _stopped;
    private bool _endedQuiet;

    /// <summary>A run; nothing is made yet.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="options">The checked options.</param>
    /// <param name="crowd">The users and messages.</param>
    /// <param name="transport">The broker.</param>
    /// <param name="time">The clock.</param>
    /// <param name="say">Gets a line for each step and every few seconds; from any thread.</param>
    public RoutingRun(
        IRoutingStrategy strategy, RoutingOptions options, RoutingCrowd crowd, ITransport transport, TimeProvider time, Action<string> say)
    {
        _transport = transport;
        _time = time;
        _say = line => say($"{strategy.Name}: {line}");
        _post = new RoutingPost(strategy, options, crowd, $"{NamePrefix}{strategy.Name}-{Guid.NewGuid().ToString("N")[..8]}");
        Strategy = strategy;
        Ledger = new RoutingLedger(crowd, time);
        Pairs = new ListenerPairs(_post);
        Layout = strategy.LayoutFor(options.Scale);
    }

    /// <summary>The strategy.</summary>
    public IRoutingStrategy Strategy { get; }

    /// <summary>The messages' fate, readable during the run.</summary>
    public RoutingLedger Ledger { get; }

    /// <summary>Its use of a project's quota.</summary>
    public RoutingLayout Layout { get; }

    /// <summary>Why something that it made could not be removed; null where nothing was left behind.</summary>
    public string? LeftBehind { get; private set; }

    /// <summary>Whether it pulls, because it would need too many streams.</summary>
    public bool Pulls => Pairs.Count > RoutingOptions.MostStreams;

    internal ListenerPairs Pairs { get; }

    /// <summary>Deliveries per useful message that theory expects at most.</summary>
    internal double Expected => DeliveryTheory.Of(Pairs.WorkersBehindMessages(), null).AtRandom;

    /// <summary>Whether it would take too many deliveries to be run: then its figures are computed.</summary>
    internal bool IsTooBig => Expected * _post.Crowd.Recipients.Count > MostDeliveries || (Pulls && Expected > MostWorkersPulling);

    /// <summary>Runs it. When it is cancelled, it ends with the figures so far.</summary>
    /// <exception cref="LabException">The broker refused, or cannot do what the run needs.</exception>
    public async Task<RoutingMeasurement> RunAsync(CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();
        _meter = new ResourceMeter();
        using var limit = new CancellationTokenSource(_post.Options.LimitInForce, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            try
            {
                await CreateAsync(either.Token);
                _setUp = _time.GetElapsedTime(start);
                await (Pulls ? PullAsync(either.Token) : StreamAsync(start, either.Token));
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                _stopped = true;
                _say(cancellation.IsCancellationRequested ? "stopped; these are the figures so far." : $"time is up after {Durations.Format(_post.Options.LimitInForce)}.");
            }

            return Measure(_time.GetElapsedTime(start));
        }
        finally
        {
            await RemoveAsync();
        }
    }

    private async Task StreamAsync(long start, CancellationToken cancellation)
    {
        var publisher = new RoutingPublisher(_post, Ledger, _map, _transport, _time);
        var workers = Enumerable.Range(0, _post.Crowd.Instances.Count)
            .Select(w => new RoutingWorker(w, _post, Ledger, _transport, m => publisher.PassOnAsync(m, CancellationToken.None)))
            .ToList();
        ITransportSubscription? deadLetters = null;
        try
        {
            deadLetters = await ListenToDeadLettersAsync(cancellation);
            await Task.WhenAll(workers.Select((worker, w) => worker.ConnectAsync(Pairs.UsersOf(w), cancellation)));
            for (var user = 0; user < _post.Crowd.Users.Count; user++)
            {
                _ = _map.Connect(user, _post.Crowd.WorkerOf[user]);
            }

            _setUp = _time.GetElapsedTime(start);
            _say($"{Pairs.Count:N0} streams listen; {_post.Crowd.Recipients.Count:N0} messages for {_post.Crowd.Users.Count:N0} users go out{Pace}.");
            await TrafficAsync(publisher, workers, cancellation);
        }
        finally
        {
            await Task.WhenAll(workers.Select(w => w.DisposeAsync().AsTask()));
            if (deadLetters is not null)
            {
                await deadLetters.DisposeAsync();
            }
        }
    }

    private string Pace => _post.Options.Rate > 0 ? $", {_post.Options.Rate:N0} a second" : " at once";

    private async Task TrafficAsync(RoutingPublisher publisher, List<RoutingWorker> workers, CancellationToken cancellation)
    {
        using var published = new CancellationTokenSource();
        var churn = _post.Options.Churn > 0
            ? new RoutingChurn(_post, Ledger, _map, workers, publisher, _time).RunAsync(published.Token, cancellation)
            : Task.CompletedTask;
        var publishing = publisher.PublishAllAsync(cancellation);
        try
        {
            await WatchAsync(publishing, cancellation);
        }
        finally
        {
            await published.CancelAsync();
            await publishing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await churn.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        await publishing;
        await churn;
        await WatchAsync(Ledger.Settled, cancellation);
    }

    /// <summary>Waits for a task; says now and then how far things are; ends also when nothing happens any more.</summary>
    private async Task WatchAsync(Task until, CancellationToken cancellation)
    {
        for (var i = 1; !until.IsCompleted; i++)
        {
            try
            {
                await until.WaitAsync(s_step, _time, cancellation);
            }
            catch (TimeoutException)
            {
                _meter.Sample();
                if (i % 5 == 0)
                {
                    _say($"{Ledger.Useful:N0} of {Ledger.Published:N0} reached their user, {Ledger.Delivered:N0} deliveries, {Ledger.Nacked:N0} nacks.");
                }

                if (until == Ledger.Settled && Ledger.Quiet > s_quiet && Ledger.ReadOpen().OnTheirWay == 0)
                {
                    _endedQuiet = true;
                    return;
                }
            }
        }

        await until;
    }

    private async Task PullAsync(CancellationToken cancellation)
    {
        if (_transport is not IBulkTransport bulk)
        {
            throw new LabException($"{Strategy.Name} needs {Pairs.Count:N0} streams, more than {RoutingOptions.MostStreams:N0}, and this backend cannot be pulled instead. Ask for fewer users.");
        }

        var collector = new PullCollector(_post, Ledger, bulk, Pairs, _meter, _say);
        await collector.PublishAsync(cancellation);
        _endedQuiet = true;
        await collector.CollectAsync(cancellation);
    }

    private async Task CreateAsync(CancellationToken cancellation)
    {
        _say($"makes {Layout.Topics:N0} topic{(Layout.Topics == 1 ? "" : "s")} and {Layout.Subscriptions:N0} subscriptions.");
        if (_transport is IBulkTransport bulk)
        {
            var made = 0;
            await bulk.CreateTopicsAsync(Topics, cancellation);
            await bulk.CreateSubscriptionsAsync(
                Specs,
                () =>
                {
                    if (Interlocked.Increment(ref made) % 100_000 == 0)
                    {
                        _meter.Sample();
                        _say($"{made:N0} subscriptions made.");
                    }
                },
                cancellation);
        }
        else
        {
            await _transport.EnsureAsync(new Topology([.. Topics], [.. Specs]) { Temporary = true }, cancellation);
        }

        _meter.Sample();
    }

    private IEnumerable<string> Topics => Routes.Select(r => r.Topic).Distinct(StringComparer.Ordinal).Select(_post.NameOf)
        .Concat(_post.Options.MaxAttempts is null ? [] : [DeadLetterTopic]);

    private IEnumerable<ListenRoute> Routes => Strategy.Everything(_post.Options.Scale, _post.Crowd.Users, _post.Crowd.Instances);

    private IEnumerable<SubscriptionSpec> Specs => Routes.Select(r => new SubscriptionSpec(_post.NameOf(r.Subscription), _post.NameOf(r.Topic))
    {
        Filter = r.Filter,
        MinimumBackoff = _post.Options.RetryMin,
        DeadLetterTopic = _post.Options.MaxAttempts is null ? null : DeadLetterTopic,
        MaxDeliveryAttempts = _post.Options.MaxAttempts ?? 5,
    }).Concat(_post.Options.MaxAttempts is null ? [] : [new SubscriptionSpec(DeadLetterSubscription, DeadLetterTopic)]);

    private string DeadLetterTopic => _post.NameOf("dead-letters");

    private string DeadLetterSubscription => _post.NameOf("dead-letters-all");

    private async Task<ITransportSubscription?> ListenToDeadLettersAsync(CancellationToken cancellation) => _post.Options.MaxAttempts is null
        ? null
        : await _transport.SubscribeAsync(
            new SubscribeOptions { Subscription = DeadLetterSubscription, Worker = "dead-letters" },
            (delivery, _) =>
            {
                if (_post.Read(delivery.Task).Message is >= 0 and var message)
                {
                    Ledger.DeadLetter(message);
                }

                return Task.FromResult(Verdict.Ack);
            },
            cancellation);

    /// <summary>Not cancelled with the run: what was made is removed also after Ctrl+C, but a broker that is gone cannot hold up the end.</summary>
    private async Task RemoveAsync()
    {
        if (_post.Options.BrokerEndsWithRun && Layout.Subscriptions > RoutingOptions.MostStreams)
        {
            return;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), _time);
        try
        {
            if (_transport is IBulkTransport bulk)
            {
                await bulk.RemoveManyAsync(Specs.Select(s => s.Name), Topics, limit.Token);
            }
            else
            {
                await _transport.RemoveAsync(new Topology([.. Topics], [.. Specs]) { Temporary = true }, limit.Token);
            }
        }
        catch (Exception e) when (e is LabException or OperationCanceledException)
        {
            LeftBehind = $"could not remove everything that begins with {_post.NameOf("")}: {e.Message}";
            _say(LeftBehind);
        }
    }

    private RoutingMeasurement Measure(TimeSpan total)
    {
        _meter.Sample();
        var latencies = Ledger.ReadLatencies();
        var (unseen, onTheirWay) = Ledger.ReadOpen();
        var perUseful = Ledger.Useful == 0 ? double.NaN : (double)Ledger.Delivered / Ledger.Useful;
        var measured = RoutingEstimate.Of(Strategy, _post.Options, Layout, Pairs.WorkersBehindMessages(), Ledger.Useful == 0 ? 0 : perUseful, (double)Ledger.Publishes / Math.Max(1, Ledger.Useful));
        return measured with
        {
            How = Pulls ? "pulls" : "streams",
            Published = Ledger.Published,
            Publishes = Ledger.Publishes,
            Useful = Ledger.Useful,
            Deliveries = Ledger.Delivered,
            Nacks = Ledger.Nacked,
            DeadLettered = Ledger.DeadLettered,
            WronglyDelivered = Ledger.Misdelivered,
            Lost = _endedQuiet && !_stopped ? unseen : 0,
            Unfinished = onTheirWay + (_endedQuiet && !_stopped ? 0 : unseen),
            Duplicates = Ledger.Duplicates,
            Forwarded = Ledger.Forwarded,
            Parked = Ledger.Parked,
            Moves = Ledger.Moves,
            LatencyP50 = At(latencies, 50),
            LatencyP99 = At(latencies, 99),
            LatencyMax = At(latencies, 100),
            LatencyQuantiles = latencies.Length == 0 ? [] : [.. Enumerable.Range(0, 51).Select(i => At(latencies, i * 2))],
            Listeners = Pairs.Count,
            SetUpSeconds = Math.Round(_setUp.TotalSeconds, 3),
            RunSeconds = Math.Round((total - _setUp).TotalSeconds, 3),
            CpuSeconds = Math.Round(_meter.CpuSeconds, 2),
            PeakMemoryMiB = Math.Round(_meter.PeakMiB),
            Stopped = _stopped,
        };
    }

    private static double At(double[] sorted, double percent) =>
        sorted.Length == 0 ? 0 : Math.Round(sorted[(int)Math.Clamp(Math.Ceiling(percent / 100 * sorted.Length) - 1, 0, sorted.Length - 1)], 2);
}
