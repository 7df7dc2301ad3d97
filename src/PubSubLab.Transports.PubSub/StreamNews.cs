using System.Diagnostics;

namespace PubSubLab.Transports.PubSub;

/// <summary>
/// Hears from the client's diagnostics when a stream broke and when it is open again. Google's package says nothing of the kind, and then
/// nothing is heard.
/// </summary>
internal sealed class StreamNews : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Source = "Google.Cloud.PubSub.V1";
    private const string Lost = "StreamLost";
    private const string Opened = "StreamOpened";

    // Flows into everything that a subscriber does, so that an event can be told from those of other workers.
    private static readonly AsyncLocal<StreamNews?> s_current = new();

    private readonly string _worker;
    private readonly Action<string, string> _tell;
    private readonly IDisposable _listeners;
    private IDisposable? _events;
    private bool _lost;
    private volatile bool _over;

    /// <summary>Listens from now on; <paramref name="tell"/> gets the worker and a sentence.</summary>
    public StreamNews(string worker, Action<string, string> tell)
    {
        _worker = worker;
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

    /// <summary>Says nothing more: what breaks from now on was meant to.</summary>
    public void Mute() => _over = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        _over = true;
        _events?.Dispose();
        _listeners.Dispose();
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener listener)
    {
        if (listener.Name == Source)
        {
            _events = listener.Subscribe(this, name => name is Lost or Opened);
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> news)
    {
        if (_over || s_current.Value != this || news.Value is not IReadOnlyDictionary<string, object?> facts)
        {
            return;
        }

        if (news.Key == Opened && _lost)
        {
            _lost = false;
            _tell(_worker, "connected again");
        }
        else if (news.Key == Lost && !_lost && facts.GetValueOrDefault("exception") is Exception reason)
        {
            // Once a loss, however often it is tried again.
            _lost = true;
            _tell(_worker, $"lost its stream and tries again by itself: {(reason as Grpc.Core.RpcException)?.Status.Detail ?? reason.Message}");
        }
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
