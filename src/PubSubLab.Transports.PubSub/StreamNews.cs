using System.Diagnostics;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.PubSub;

/// <summary>
/// Hears from the client's diagnostics when a stream broke, when the server has answered on it again, and which acks it did not confirm.
/// Google's package says nothing of the kind, and then nothing is heard.
/// </summary>
internal sealed class StreamNews : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Source = "Google.Cloud.PubSub.V1";
    private const string Lost = "StreamLost";
    private const string Opened = "StreamOpened";
    private const string Answered = "StreamAnswered";
    private const string Settled = "Settled";

    // A stream that is refused is refused sooner than this.
    private static readonly TimeSpan s_stands = TimeSpan.FromSeconds(1);

    // Flows into everything that a subscriber does, so that an event can be told from those of other workers.
    private static readonly AsyncLocal<StreamNews?> s_current = new();

    private readonly SubscribeOptions _subscribe;
    private readonly ConnectionTeller _tell;
    private readonly BrokerWatch _watch;
    private readonly Lock _gate = new();
    private readonly IDisposable _listeners;
    private IDisposable? _events;
    private bool _lost;
    private long? _openedAt;
    private volatile bool _over;

    /// <summary>Listens from now on.</summary>
    public StreamNews(SubscribeOptions subscribe, ConnectionTeller tell, BrokerWatch watch)
    {
        _watch = watch;
        _subscribe = subscribe;
        _tell = tell;
        _listeners = DiagnosticListener.AllListeners.Subscribe(this);
    }

    /// <summary>Starts something whose streams these are.</summary>
    public T Start<T>(Func<T> start)
    {
        s_current.Value = this;
        try
        {
            return start();
        }
        finally
        {
            s_current.Value = null;
        }
    }

    /// <summary>Says nothing more of streams: what breaks from now on was meant to. Acks may still be on their way.</summary>
    public void Mute()
    {
        _over = true;
        _watch.StreamSettled(this);
    }

    /// <summary>
    /// The broker answered something that was asked then. A stream that is open and brings nothing is confirmed by it: some services answer on
    /// a stream only with the first message.
    /// </summary>
    public void BrokerAnswered(long asked)
    {
        bool stands;
        lock (_gate)
        {
            stands = _openedAt is { } opened && TimeProvider.System.GetElapsedTime(opened, asked) >= s_stands;
        }

        if (stands)
        {
            Restore();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Mute();
        _events?.Dispose();
        _listeners.Dispose();
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener listener)
    {
        if (listener.Name == Source)
        {
            _events = listener.Subscribe(this, name => name is Lost or Opened or Answered or Settled);
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> news)
    {
        if (s_current.Value != this || news.Value is not IReadOnlyDictionary<string, object?> facts)
        {
            return;
        }

        if (news.Key == Settled)
        {
            Settle(facts);
            return;
        }

        if (_over)
        {
            return;
        }

        if (news.Key == Answered)
        {
            Restore();
        }
        else if (news.Key == Opened)
        {
            lock (_gate)
            {
                _openedAt = TimeProvider.System.GetTimestamp();
            }
        }
        else if (facts.GetValueOrDefault("exception") is Exception reason && facts.GetValueOrDefault("pause") is TimeSpan pause && pause > TimeSpan.Zero)
        {
            // A stream that is opened again at once ended by the service's routine.
            Lose(Redaction.Of((reason as Grpc.Core.RpcException)?.Status.Detail ?? reason.Message));
        }
    }

    private void Settle(IReadOnlyDictionary<string, object?> facts)
    {
        if (facts.GetValueOrDefault("reply") is not "ack" || facts.GetValueOrDefault("messageIds") is not IEnumerable<string> messageIds)
        {
            return;
        }

        // A retried ack gets another outcome later.
        var lost = facts.GetValueOrDefault("outcome") switch
        {
            "failed" => new AckLost(WasSent: true, (facts.GetValueOrDefault("exception") as Grpc.Core.RpcException)?.StatusCode.ToString()),
            "unsent" => new AckLost(WasSent: false, null),
            _ => null,
        };
        foreach (var message in lost is null ? [] : messageIds)
        {
            _subscribe.OnUnconfirmed(message, lost!);
        }
    }

    private void Lose(string reason)
    {
        lock (_gate)
        {
            _openedAt = null;
            if (_lost)
            {
                // Once a loss, however often it is tried again.
                return;
            }

            _lost = true;
        }

        _tell(LabEventKind.ConnectionLost, _subscribe.Worker, new StreamLost(reason));
        _watch.StreamLost(this);
    }

    private void Restore()
    {
        lock (_gate)
        {
            if (!_lost || _over)
            {
                return;
            }

            _lost = false;
        }

        _watch.StreamSettled(this);
        _tell(LabEventKind.ConnectionRestored, _subscribe.Worker);
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }
}
