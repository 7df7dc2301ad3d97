using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PubSubLab.Emulator.Diagnostics;

/// <summary>
/// Spans and measurements of an emulator, made of its events. Without a listener none is made. Times are the machine's: a trace goes
/// through programs that do not have the emulator's clock.
/// </summary>
/// <remarks>
/// Names and attributes are those of OpenTelemetry's semantic conventions for messaging (section "Google Cloud Pub/Sub"). Docs:
/// docs/telemetry.md.
/// </remarks>
internal sealed class EmulatorTelemetry : IDisposable
{
    /// <summary>Limit of deliveries whose spans are open; those beyond it have none.</summary>
    private const int MostOpen = 100_000;

    private readonly ConcurrentDictionary<(string Subscription, string MessageId), Activity> _open = new();
    private readonly Meter _meter = new(EmulatorTracing.Name);
    private readonly Counter<long> _published;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _settled;

    public EmulatorTelemetry()
    {
        _published = _meter.CreateCounter<long>("pubsublab.emulator.published", "{message}", "Messages that a topic stored.");
        _delivered = _meter.CreateCounter<long>("pubsublab.emulator.delivered", "{message}", "Deliveries, redeliveries included.");
        _settled = _meter.CreateCounter<long>("pubsublab.emulator.settled", "{message}", "Deliveries that ended: ack, nack, expired.");
        _meter.CreateObservableUpDownCounter("pubsublab.emulator.backlog", () => Measure(Backlog()), "{message}", "Messages that a subscription is not done with.");
    }

    /// <summary>Waiting and outstanding messages of each subscription.</summary>
    public Func<IEnumerable<(string Subscription, long Waiting, long Outstanding)>> Backlog { get; set; } = static () => [];

    /// <summary>Whether anybody listens.</summary>
    public bool IsOn => EmulatorTracing.IsOn || _published.Enabled || _delivered.Enabled || _settled.Enabled;

    /// <summary>Called while a topic waits.</summary>
    public void OnEvent(in EmulatorEvent e)
    {
        switch (e.Kind)
        {
            case EmulatorEventKind.Published:
                Count(_published, e.Topic!);
                End(EmulatorTracing.Start("publish", "receive", ActivityKind.Server, e.Topic!, e.Message!, e.Peer), null);
                break;
            case EmulatorEventKind.Delivered:
                Count(_delivered, e.Subscription!);
                Begin(e);
                break;
            case EmulatorEventKind.Acked:
                Settle(e, "ack");
                break;
            case EmulatorEventKind.Nacked:
                Settle(e, "nack");
                break;
            case EmulatorEventKind.LeaseExpired:
                Settle(e, "expired");
                break;
            case EmulatorEventKind.SubscriptionDeleted or EmulatorEventKind.Sought:
                EndAll(e.Subscription!);
                break;
            default:
                break;
        }
    }

    public void Dispose()
    {
        _meter.Dispose();
        foreach (var key in _open.Keys)
        {
            EndOpen(key, null);
        }
    }

    private void Begin(in EmulatorEvent e)
    {
        var key = (e.Subscription!, e.MessageId!);
        EndOpen(key, null);
        if (_open.Count < MostOpen && EmulatorTracing.Start("deliver", "send", ActivityKind.Producer, e.Subscription!, e.Message!, e.Peer) is { } span)
        {
            span.SetTag("messaging.gcp_pubsub.message.delivery_attempt", e.DeliveryAttempt);
            _open[key] = span;
        }
    }

    private void Settle(in EmulatorEvent e, string outcome)
    {
        if (_settled.Enabled)
        {
            _settled.Add(1, Tag(e.Subscription!), new KeyValuePair<string, object?>("outcome", outcome));
        }

        EndOpen((e.Subscription!, e.MessageId!), outcome);
    }

    private void EndAll(string subscription)
    {
        foreach (var key in _open.Keys.Where(key => key.Subscription == subscription))
        {
            EndOpen(key, null);
        }
    }

    private void EndOpen((string Subscription, string MessageId) key, string? outcome)
    {
        if (!_open.IsEmpty && _open.TryRemove(key, out var span))
        {
            End(span, outcome);
        }
    }

    private static void End(Activity? span, string? outcome)
    {
        if (span is null)
        {
            return;
        }

        if (outcome is not null)
        {
            span.SetTag("messaging.gcp_pubsub.result", outcome);
        }

        EmulatorTracing.Stop(span);
    }

    private static void Count(Counter<long> counter, string name)
    {
        if (counter.Enabled)
        {
            counter.Add(1, Tag(name));
        }
    }

    private static IEnumerable<Measurement<long>> Measure(IEnumerable<(string Subscription, long Waiting, long Outstanding)> backlog)
    {
        foreach (var (subscription, waiting, outstanding) in backlog)
        {
            yield return new(waiting, Tag(subscription), new("state", "waiting"));
            yield return new(outstanding, Tag(subscription), new("state", "outstanding"));
        }
    }

    private static KeyValuePair<string, object?> Tag(string name) => new("messaging.destination.name", name);
}
