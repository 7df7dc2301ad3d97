using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Publishing;

/// <summary>Publishes what the form says, one burst after another or as a stream, and keeps what there is to say about it.</summary>
internal sealed class FormPublisher(LabSession session, BackgroundWork work, Notices notices, ScreenKeys keys, Revision revision) : IProgress<PublishProgress>, IAsyncDisposable
{
    /// <summary>The most bursts that wait for one before them: somebody holds the key while the broker is away.</summary>
    private const int MostBehind = 100;

    /// <summary>An answer that takes longer is worth a word: 2 s.</summary>
    private static readonly TimeSpan s_worthAWord = TimeSpan.FromSeconds(2);

    private readonly Queue<(PublishOrder Order, (IRoutingStrategy Strategy, Guid User)? Route)> _behind = new();
    private long _answeredAt;
    private CancellationTokenSource? _stream;
    private CancellationTokenSource? _burst;
    private PublishForm? _published;
    private volatile PublishProgress? _progress;

    // The topic that was published to last and that no subscription is on; null for none.
    private volatile string? _withoutSubscription;

    /// <summary>The form's values. A change clears the error, and the progress of an order that is over.</summary>
    public PublishForm Form
    {
        get;
        set
        {
            if (value != field)
            {
                Error = null;
                _progress = IsStreaming || IsBursting ? _progress : null;
            }

            field = value;
        }
    } = new() { Topic = session.Options.Topic };

    /// <summary>Raised when something else than typing changed the form.</summary>
    public event EventHandler? Replaced;

    /// <summary>The form's or the broker's error; null for none.</summary>
    public string? Error { get; private set; }

    /// <summary>The broker's refusal; null if there is none.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Progress of the last order; null once the form says something else.</summary>
    public PublishProgress? Progress => _progress;

    /// <summary>Time that the current publish has waited for the broker; null if nothing waits.</summary>
    public TimeSpan? Silence
    {
        get
        {
            if (!IsStreaming && !IsBursting)
            {
                return null;
            }

            // Between two tasks of a slow stream nothing is owed an answer.
            var silence = session.Journal.Now - new TimeSpan(Interlocked.Read(ref _answeredAt));
            return silence >= s_worthAWord + (2 * (session.Publisher.Pace.Every ?? TimeSpan.Zero)) ? silence : null;
        }
    }

    /// <summary>Time since the broker was lost, while something waits for it; null otherwise.</summary>
    public TimeSpan? Away => IsStreaming || IsBursting ? session.Journal.Connections.Read().LostFor(session.Journal.Now) : null;

    public bool IsStreaming => _stream is not null;

    public bool IsBursting => _burst is not null;

    /// <summary>Puts another form into the fields.</summary>
    public void Replace(PublishForm form)
    {
        Form = form;
        Replaced?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Publishes the form, behind what is being published.</summary>
    /// <param name="topic">Another topic than the form's; null for the form's.</param>
    public void Publish(string? topic = null)
    {
        if (_behind.Count == MostBehind)
        {
            notices.Say($"{MostBehind} are to be published already; {keys.KeyOf(CommandIds.ToggleStream)} stops them.");
        }
        else if (TryRead(FormTo(topic), f => f.ToBurst()) is { } burst)
        {
            _behind.Enqueue(burst);
            if (!IsBursting)
            {
                StartNext();
            }
        }
    }

    /// <summary>Starts or stops a stream of the form.</summary>
    /// <param name="topic">As for <see cref="Publish"/>.</param>
    public void ToggleStream(string? topic = null)
    {
        if ((_stream ?? _burst) is { } running)
        {
            _behind.Clear();
            running.Cancel();
            return;
        }

        if (TryRead(FormTo(topic), f => f.ToStream()) is var (order, route))
        {
            var stream = new CancellationTokenSource();
            _stream = stream;
            Start(
                order,
                route,
                () =>
                {
                    _stream = null;
                    stream.Dispose();
                },
                stream.Token);
        }
    }

    public void Report(PublishProgress value)
    {
        _progress = value;
        Interlocked.Exchange(ref _answeredAt, session.Journal.Now.Ticks);
    }

    public async ValueTask DisposeAsync()
    {
        _behind.Clear();
        foreach (var running in new[] { _stream, _burst }.OfType<CancellationTokenSource>())
        {
            await running.CancelAsync();
        }
    }

    private void StartNext()
    {
        var (order, route) = _behind.Dequeue();
        var burst = new CancellationTokenSource();
        _burst = burst;
        Start(
            order,
            route,
            () =>
            {
                _burst = null;
                burst.Dispose();
                if (_behind.Count > 0)
                {
                    StartNext();
                }
            },
            burst.Token);
    }

    private PublishForm FormTo(string? topic) => topic is null ? Form : Form with { Topic = topic, Route = "" };

    private (PublishOrder Order, (IRoutingStrategy Strategy, Guid User)? Route)? TryRead(PublishForm form, Func<PublishForm, PublishOrder> read)
    {
        try
        {
            Error = null;
            return (read(form), form.ToRoute());
        }
        catch (LabException e)
        {
            Error = e.Message;
            return null;
        }
        finally
        {
            revision.Advance();
        }
    }

    /// <summary>Where somebody publishes to another topic than the lab's: whether anybody can get it.</summary>
    private async Task LookForSubscriptionAsync(string? topic, CancellationToken ending)
    {
        // Only in the broker of this process: elsewhere asking costs a call, and can be refused after what was asked for went well.
        if (topic is null || topic == session.Options.Topic || session.Ports is not { Topology: { } topology, Backlog: not null })
        {
            return;
        }

        var listing = await topology.ListAsync(ending);
        if (listing.Topics.Contains(topic) && !listing.Subscriptions.Any(s => s.Topic == topic))
        {
            _withoutSubscription = topic;
            session.Journal.Append(LabEventKind.Note, data: new Reason($"No subscription is on {topic}: what was published there is dropped."));
            work.Post(revision.Advance);
        }
    }

    /// <summary>Why none of the lab's workers will keep what was published last; null where one may, or where that cannot be told.</summary>
    public string? WhyNobody()
    {
        if (_withoutSubscription is { } topic)
        {
            return $"No subscription is on {topic}: Pub/Sub drops what is published there, and nobody ever gets it. {keys.KeyOf(CommandIds.Topology)} makes one.";
        }

        var running = session.Workers.Workers.Where(w => w.State is WorkerState.Running or WorkerState.Starting).ToList();
        if (_published is not { } form || (form.Route.Length == 0 && (running.Count == 0 || form.Topic != session.Options.Topic)))
        {
            return null;
        }

        try
        {
            if (form.ToRoute() is var (strategy, user))
            {
                var listens = session.Router.ListenFor(strategy, [user]).Subscription;
                return strategy.AsksMap || running.Exists(w => w.Subscription == listens)
                    ? null
                    : $"No worker listens on {listens}: it waits there. {keys.KeyOf(CommandIds.SpawnWith)} spawns one with 'Route by'.";
            }

            // A rule reads the user; the body may be large.
            var task = (form with { Task = "0" }).ToBurst().Draft.Build();
            return running.Where(w => w.Subscription == session.Options.Subscription).ToList() is { Count: > 0 } listening && listening.TrueForAll(w => w.Spec.Accepts.Refuse(task, w.Name) is not null)
                ? $"No worker accepts {(task.UserId is { } id ? id : "a task without user_id")}: each nacks it, and it comes back at once, again and again. {keys.KeyOf(CommandIds.SpawnWith)} spawns one that does."
                : null;
        }
        catch (LabException)
        {
            // The form was changed into something that cannot be read; it was published as it was before.
            return null;
        }
    }

    /// <summary>Resets the rate after a stream; the next one uses the form's.</summary>
    private void EndPace()
    {
        var pace = session.Publisher.Pace;
        if (pace.Every is null)
        {
            pace.Change(1);
        }
    }

    private void Start(PublishOrder order, (IRoutingStrategy Strategy, Guid User)? route, Action ended, CancellationToken stop)
    {
        var isElsewhere = route is null && order.Topic is { } topic && topic != Form.Topic.Trim();
        (_progress, _published, _withoutSubscription, Refusal) = (null, isElsewhere ? Form with { Topic = order.Topic!, Route = "" } : Form, null, null);
        Interlocked.Exchange(ref _answeredAt, session.Journal.Now.Ticks);
        if (session.Journal.Connections.Read().LostFor(session.Journal.Now) is { } away)
        {
            notices.Fail($"The broker has been away for {Durations.Age(away)}. The message waits for it, at most 30 s.");
        }

        work.Start(
            async ending =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, ending);
                try
                {
                    var routed = route is { } r ? await session.Router.RouteAsync(order, r.Strategy, r.User, either.Token) : order;
                    await session.Publisher.PublishAsync(routed, this, either.Token);
                    await LookForSubscriptionAsync(route is null ? order.Topic : null, ending);
                }
                finally
                {
                    work.Post(() =>
                    {
                        ended();
                        EndPace();
                        revision.Advance();
                    });
                }
            },
            error =>
            {
                (Error, Refusal) = (error, error);
                if (isElsewhere)
                {
                    // The form with its error may be out of sight.
                    notices.Fail(error);
                }

                revision.Advance();
            });
    }
}
