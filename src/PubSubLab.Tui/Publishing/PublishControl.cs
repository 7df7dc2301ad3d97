using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Screen;

namespace PubSubLab.Tui.Publishing;

/// <summary>Publishes what the form says, one burst after another or as a stream, and keeps what there is to say about it.</summary>
internal sealed class PublishControl(ScreenState screen) : IProgress<PublishProgress>, IAsyncDisposable
{
    private CancellationTokenSource? _stream;
    private CancellationTokenSource? _burst;
    private PublishForm? _published;
    private volatile PublishProgress? _progress;

    // The topic that was published to last and that no subscription is on; null for none.
    private volatile string? _withoutSubscription;

    /// <summary>The form's values. A change clears the error.</summary>
    public PublishForm Form
    {
        get;
        set
        {
            Error = value == field ? Error : null;
            field = value;
        }
    } = new() { Topic = screen.Session.Options.Topic };

    /// <summary>The form's or the broker's error; null for none.</summary>
    public string? Error { get; private set; }

    /// <summary>Progress of the last order.</summary>
    public PublishProgress? Progress => _progress;

    public bool IsStreaming => _stream is not null;

    public bool IsBursting => _burst is not null;

    public void Publish()
    {
        if (IsBursting)
        {
            screen.Say($"A burst is being published already; {screen.KeyOf(CommandIds.ToggleStream)} stops it.");
            return;
        }

        if (TryRead(f => (f.ToBurst(), f.ToRoute())) is var (order, route))
        {
            var burst = new CancellationTokenSource();
            _burst = burst;
            Start(
                order,
                route,
                () =>
                {
                    _burst = null;
                    burst.Dispose();
                },
                burst.Token);
        }
    }

    public void ToggleStream()
    {
        if ((_stream ?? _burst) is { } running)
        {
            running.Cancel();
            return;
        }

        if (TryRead(f => (f.ToStream(), f.ToRoute())) is var (order, route))
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

    public void Report(PublishProgress value) => _progress = value;

    public async ValueTask DisposeAsync()
    {
        foreach (var running in new[] { _stream, _burst }.OfType<CancellationTokenSource>())
        {
            await running.CancelAsync();
        }
    }

    private (PublishOrder Order, (IRoutingStrategy Strategy, Guid User)? Route)? TryRead(Func<PublishForm, (PublishOrder, (IRoutingStrategy, Guid)?)> read)
    {
        try
        {
            Error = null;
            return read(Form);
        }
        catch (LabException e)
        {
            Error = e.Message;
            return null;
        }
        finally
        {
            screen.Changed();
        }
    }

    /// <summary>Where somebody publishes to another topic than the lab's: whether anybody can get it.</summary>
    private async Task LookForSubscriptionAsync(string? topic, CancellationToken ending)
    {
        // Only in the broker of this process: elsewhere asking costs a call, and can be refused after what was asked for went well.
        if (topic is null || topic == screen.Session.Options.Topic || screen.Session.Ports is not { Topology: { } topology, Backlog: not null })
        {
            return;
        }

        var listing = await topology.ListAsync(ending);
        if (listing.Topics.Contains(topic) && !listing.Subscriptions.Any(s => s.Topic == topic))
        {
            _withoutSubscription = topic;
            screen.Journal.Append(LabEventKind.Note, data: new Reason($"No subscription is on {topic}: what was published there is dropped."));
            screen.Work.Post(screen.Changed);
        }
    }

    /// <summary>Why none of the lab's workers will keep what was published last; null where one may, or where that cannot be told.</summary>
    public string? WhyNobody()
    {
        if (_withoutSubscription is { } topic)
        {
            return $"No subscription is on {topic}: Pub/Sub drops what is published there, and nobody ever gets it. {screen.KeyOf(CommandIds.Topology)} makes one.";
        }

        var session = screen.Session;
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
                    : $"No worker listens on {listens}: it waits there. {screen.KeyOf(CommandIds.SpawnWith)} spawns one with 'Route by'.";
            }

            var task = form.ToBurst().Draft.Build();
            return running.Where(w => w.Subscription == session.Options.Subscription).ToList() is { Count: > 0 } listening && listening.TrueForAll(w => w.Spec.Accepts.Refuse(task, w.Name) is not null)
                ? $"No worker accepts {(task.UserId is { } id ? id : "a task without user_id")}: each nacks it, and it comes back at once, again and again. {screen.KeyOf(CommandIds.SpawnWith)} spawns one that does."
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
        var pace = screen.Session.Publisher.Pace;
        if (pace.Every is null)
        {
            pace.Change(1);
        }
    }

    private void Start(PublishOrder order, (IRoutingStrategy Strategy, Guid User)? route, Action ended, CancellationToken stop)
    {
        (_progress, _published, _withoutSubscription) = (null, Form, null);
        if (screen.Journal.Connections.Read().LostFor(screen.Journal.Now) is { } away)
        {
            screen.Fail($"The broker has been away for {(int)away.TotalSeconds} s. The message waits for it, at most 30 s.");
        }

        screen.Work.Start(
            async ending =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, ending);
                try
                {
                    var session = screen.Session;
                    var routed = route is { } r ? await session.Router.RouteAsync(order, r.Strategy, r.User, either.Token) : order;
                    await session.Publisher.PublishAsync(routed, this, either.Token);
                    await LookForSubscriptionAsync(route is null ? order.Topic : null, ending);
                }
                finally
                {
                    screen.Work.Post(() =>
                    {
                        ended();
                        EndPace();
                        screen.Changed();
                    });
                }
            },
            error =>
            {
                Error = error;
                screen.Changed();
            });
    }
}
