using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>A run of a plan: its scene, its traffic and its faults, until it ends by itself or is cut off.</summary>
internal sealed class PlanRun : IAsyncDisposable
{
    private readonly ExperimentPlan _plan;
    private readonly ExperimentContext _context;
    private readonly Scene _scene;
    private readonly IReadOnlyList<IPushEndpoint> _endpoints;
    private readonly RunRecord _record;
    private readonly bool _toldByBroker;
    private readonly Dictionary<string, Func<IReadOnlyDictionary<string, string>, bool>?> _filters = new(StringComparer.Ordinal);
    private TimeSpan _begin;

    private PlanRun(ExperimentPlan plan, ExperimentContext context, Scene scene, IReadOnlyList<IPushEndpoint> endpoints, bool toldByBroker)
    {
        (_plan, _context, _scene, _endpoints, _toldByBroker) = (plan, context, scene, endpoints, toldByBroker);
        Workers = new PlanWorkers(plan, context, scene);
        _record = context.Journal.Attach(new RunRecord(scene.Topology.Topics.ToHashSet(StringComparer.Ordinal), Specs.Select(s => s.Name).ToHashSet(StringComparer.Ordinal)));
        Faults = new PlanFaults(plan, context, scene, Workers, _record);
        foreach (var spec in Specs)
        {
            _filters[spec.Name] = spec.Filter is { } filter ? context.Ports.Filters?.Check(filter).Matches : null;
        }
    }

    /// <summary>The workers.</summary>
    public PlanWorkers Workers { get; }

    /// <summary>The faults.</summary>
    public PlanFaults Faults { get; }

    /// <summary>Whether its time was over before it had ended.</summary>
    public bool WasCutOff { get; private set; }

    /// <summary>Progress of the traffic, entry by entry.</summary>
    public IReadOnlyList<PublishProgress> Sent { get; private set; } = [];

    /// <summary>The subscriptions by their names in the run, in the order of the plan.</summary>
    public IReadOnlyList<SubscriptionSpec> Specs => _scene.Topology.Subscriptions;

    /// <summary>Opens the scene, its endpoints and its workers.</summary>
    public static async Task<PlanRun> OpenAsync(ExperimentPlan plan, ExperimentContext context, bool toldByBroker, CancellationToken cancellation)
    {
        var handlers = context.HandlerOptions with
        {
            SlowFor = plan.SlowFor ?? context.HandlerOptions.SlowFor,
            FailedAttempts = plan.FailedAttempts ?? context.HandlerOptions.FailedAttempts,
        };
        var opened = new List<IPushEndpoint>();
        var pushed = new List<(string Name, PlannedEndpoint Endpoint, Uri Address)>();
        var specs = new List<SubscriptionSpec>();
        Scene? scene = null;
        PlanRun? run = null;
        try
        {
            foreach (var (spec, push) in plan.Subscriptions)
            {
                if (push is null)
                {
                    specs.Add(spec);
                    continue;
                }

                var endpoint = new PlannedEndpoint(push, context.Journal, toldByBroker);
                var open = await context.Ports.Push!.OpenAsync(endpoint.AnswerAsync, cancellation);
                opened.Add(open);
                pushed.Add((spec.Name, endpoint, open.Address));
                specs.Add(spec with { PushEndpoint = open.Address });
            }

            scene = await context.OpenAsync("file", specs, handlers, cancellation, plan.Topic);
            run = new PlanRun(plan, context, scene, opened, toldByBroker);
            foreach (var (name, endpoint, address) in pushed)
            {
                var spec = run.Specs.First(s => s.Name == scene.NameOf(name));
                endpoint.Telling.Of(spec.Topic, spec.Name, address);
            }

            await run.Workers.StartAsync(cancellation);
            return run;
        }
        catch
        {
            await CloseAsync(run, scene, opened);
            throw;
        }
    }

    /// <summary>A subscription's name in the run.</summary>
    public string NameOf(string subscription) => _scene.NameOf(subscription);

    /// <summary>The measures at the end, or at a moment.</summary>
    /// <param name="at">The moment since the traffic began; null for the end.</param>
    /// <param name="subscription">The subscription by its name in the file; null for all.</param>
    /// <param name="worker">The worker's number; null for all.</param>
    public RunView View(TimeSpan? at = null, string? subscription = null, int? worker = null) => new(
        _record.Read(at is { } moment ? _begin + moment : null), at is { } then ? _begin + then : _context.Journal.Now, Specs, s => _filters[s.Name],
        worker is { } number ? Workers.Get(number).Subscription : subscription is { } name ? _scene.NameOf(name) : null,
        worker is { } one ? Workers.NamesOf(one) : null, !_toldByBroker);

    /// <summary>Whether there was a delivery after a moment since the traffic began.</summary>
    public bool DeliveredAfter(TimeSpan at) => _record.Read().Events.Any(e => e.Kind == LabEventKind.Delivered && e.At >= _begin + at);

    /// <summary>Sends the traffic, lets the faults happen, and waits for the end.</summary>
    public async Task PlayAsync(CancellationToken cancellation)
    {
        _context.Say($"{Specs.Count} subscriptions, {_plan.EachWorker.Count} workers; traffic begins.");
        _begin = _context.Journal.Now;
        using var limit = new CancellationTokenSource(_plan.Within, _context.Journal.Time);

        // A send that a fault holds up comes to its end then.
        await using var closing = limit.Token.Register(Faults.Close);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        var faulting = Faults.RunAsync(over.Token);
        try
        {
            Sent = await Task.WhenAll(_plan.Traffic.Select((t, i) => SendAsync(t, i, over.Token)));
            WasCutOff = !await CalmAsync(limit.Token, over.Token);
            cancellation.ThrowIfCancellationRequested();
            _context.Say(WasCutOff ? $"{Durations.Format(_plan.Within)} are over: it is cut off." : $"Nothing has happened for {Durations.Format(_plan.Quiet)}: it has ended.");
        }
        finally
        {
            // On one thread too: CancelAsync would leave it.
#pragma warning disable CA1849, MA0042
            over.Cancel();
#pragma warning restore CA1849, MA0042
            await faulting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            Faults.Close();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(CloseAsync(this, _scene, _endpoints));

    private static async Task CloseAsync(PlanRun? run, Scene? scene, IReadOnlyList<IPushEndpoint> endpoints)
    {
        try
        {
            await EachEnd.DisposeAsync([.. new IAsyncDisposable?[] { run?.Workers, scene }.OfType<IAsyncDisposable>(), .. endpoints]);
        }
        finally
        {
            if (run is not null)
            {
                run._context.Journal.Detach(run._record);
                await run.Workers.StoppedAsync();
            }
        }
    }

    private async Task<PublishProgress> SendAsync(PlannedTraffic traffic, int number, CancellationToken cancellation)
    {
        var order = traffic.ToOrder(traffic.Topic.Length == 0 ? null : _scene.NameOf(traffic.Topic), unchecked((_context.Seed * 7919) + number));
        try
        {
            if (traffic.At > TimeSpan.Zero)
            {
                await Task.Delay(traffic.At, _context.Journal.Time, cancellation);
            }

            return await _scene.Publisher.PublishAsync(order, null, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new PublishProgress(0, 0, 0, traffic.Count);
        }
        catch (LabException e)
        {
            return new PublishProgress(0, traffic.Count, 0, traffic.Count) { Reason = e.Message };
        }
    }

    /// <returns>False where the time was over first.</returns>
    private async Task<bool> CalmAsync(CancellationToken limit, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                if (!await _scene.HappensAsync(_plan.Quiet, over) && !Faults.MoreToCome && !HasWork())
                {
                    return true;
                }
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                return false;
            }
        }

        return false;
    }

    // Messages on a subscription without a worker are left over, and no reason to wait.
    private bool HasWork()
    {
        var view = View();
        return view.InHand > 0 || _plan.Subscriptions.Any(s => (s.Push is not null || Workers.Serve(_scene.NameOf(s.Spec.Name))) && view.WaitingOn(_scene.NameOf(s.Spec.Name)) > 0);
    }
}
