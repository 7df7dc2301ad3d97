using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Diagnostics;

/// <summary>Listens to everything that the client says.</summary>
internal sealed class Listening : IDisposable
{
    private const string Name = "Google.Cloud.PubSub.V1";

    private readonly ActivityListener _spans;
    private readonly MeterListener _measurements = new();
    private readonly List<IDisposable> _subscriptions = [];

    internal Listening()
    {
        _spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_spans);
        _measurements.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _measurements.SetMeasurementEventCallback<int>((instrument, value, _, _) => Measured.Enqueue((instrument.Name, value)));
        _measurements.SetMeasurementEventCallback<long>((instrument, value, _, _) => Measured.Enqueue((instrument.Name, value)));
        _measurements.SetMeasurementEventCallback<double>((instrument, value, _, _) => Measured.Enqueue((instrument.Name, value)));
        _measurements.Start();
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(new Observer<DiagnosticListener>(listener =>
        {
            if (listener.Name == Name)
            {
                _subscriptions.Add(listener.Subscribe(new Observer<KeyValuePair<string, object?>>(
                    said => Note(said.Key, (IReadOnlyDictionary<string, object?>)said.Value!))));
            }
        })));
    }

    /// <summary>Told each event in its execution context, before it is noted.</summary>
    internal Action<string, IReadOnlyDictionary<string, object?>>? Hears { get; set; }

    /// <summary>The spans that ended.</summary>
    internal ConcurrentQueue<Activity> Spans { get; } = new();

    internal ConcurrentQueue<(string Name, double Value)> Measured { get; } = new();

    internal ConcurrentQueue<(string Name, IReadOnlyDictionary<string, object?> Payload)> Events { get; } = new();

    internal Activity Span(string name) => Spans.Single(span => span.DisplayName == name);

    internal IEnumerable<double> Values(string name) => Measured.Where(measured => measured.Name == name).Select(measured => measured.Value);

    /// <summary>Waits until a message's ack or nack is told to have had this outcome.</summary>
    internal Task SettledAsync(string messageId, string reply, string outcome) => Eventually.HoldsAsync(
        () => Events.Any(each => each.Name == "Settled" && ((List<string>)each.Payload["messageIds"]!).Contains(messageId)
            && (string)each.Payload["reply"]! == reply && (string)each.Payload["outcome"]! == outcome),
        $"the {reply} of {messageId} is told as {outcome}");

    public void Dispose()
    {
        _spans.Dispose();
        _measurements.Dispose();
        _subscriptions.ForEach(subscription => subscription.Dispose());
    }

    private void Note(string name, IReadOnlyDictionary<string, object?> payload)
    {
        Hears?.Invoke(name, payload);
        Events.Enqueue((name, payload));
    }

    private sealed class Observer<T>(Action<T> next) : IObserver<T>
    {
        public void OnNext(T value) => next(value);

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
