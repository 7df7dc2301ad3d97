using PubSubLab.Lab;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Routing;
using PubSubLab.Tui.Screen;

namespace PubSubLab.Tui.Publishing;

/// <summary>Publishes what the form says, one burst after another or as a stream, and keeps what there is to say about it.</summary>
internal sealed class PublishControl(ScreenState screen) : IProgress<PublishProgress>, IAsyncDisposable
{
    private CancellationTokenSource? _stream;
    private volatile PublishProgress? _progress;

    /// <summary>What stands in the form.</summary>
    public PublishForm Form { get; set; } = new() { Topic = screen.Session.Options.Topic };

    /// <summary>What is wrong with the form, or what the broker refused; null where nothing is.</summary>
    public string? Error { get; private set; }

    /// <summary>How far the last order is.</summary>
    public PublishProgress? Progress => _progress;

    public bool IsStreaming => _stream is not null;

    public bool IsBursting { get; private set; }

    public void Publish()
    {
        if (IsBursting)
        {
            screen.Say("A burst is being published already; P stops a stream, a burst ends by itself.");
            return;
        }

        if (TryRead(f => (f.ToBurst(), f.ToRoute())) is var (order, route))
        {
            IsBursting = true;
            Start(order, route, () => IsBursting = false, CancellationToken.None);
        }
    }

    public void ToggleStream()
    {
        if (_stream is { } running)
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
        if (_stream is not null)
        {
            await _stream.CancelAsync();
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

    /// <summary>What was turned while something was published is over with it: the next one goes as the form says.</summary>
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
        _progress = null;
        screen.Work.Start(
            async ending =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, ending);
                try
                {
                    var session = screen.Session;
                    var routed = route is { } r ? await session.Router.RouteAsync(order, r.Strategy, r.User, either.Token) : order;
                    await session.Publisher.PublishAsync(routed, this, either.Token);
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
