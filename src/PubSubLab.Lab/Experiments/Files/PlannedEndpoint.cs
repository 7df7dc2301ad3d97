using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>A push endpoint of a plan. Safe to use from any thread.</summary>
/// <param name="plan">Its answers.</param>
/// <param name="journal">The clock, and the journal where the broker itself tells it nothing.</param>
/// <param name="toldByBroker">Whether the broker tells the journal of deliveries and answers.</param>
internal sealed class PlannedEndpoint(PlannedPush plan, LabJournal journal, bool toldByBroker)
{
    private const int Ok = 200;
    private const int PoisonAnswer = 500;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _attempts = new(StringComparer.Ordinal);
    private (string Topic, string Subscription, string Endpoint) _of = ("", "", "");

    /// <summary>Names the subscription that the requests are of.</summary>
    public void Of(string topic, string subscription, Uri endpoint) => _of = (topic, subscription, $"push {endpoint.Authority}");

    /// <summary>Answers a request.</summary>
    public async Task<int> AnswerAsync(PushedMessage message, CancellationToken cancellation)
    {
        int attempt;
        lock (_gate)
        {
            attempt = _attempts[message.MessageId] = _attempts.GetValueOrDefault(message.MessageId) + 1;
        }

        Tell(LabEventKind.Delivered, message);
        if (plan.Takes > TimeSpan.Zero)
        {
            await Task.Delay(plan.Takes, journal.Time, cancellation);
        }

        var status = message.Task.Attributes.ContainsKey(PlannedTraffic.PoisonAttribute) ? PoisonAnswer : attempt <= plan.Fails ? plan.Status : Ok;
        Tell(status == Ok ? LabEventKind.Acked : LabEventKind.Nacked, message);
        return status;
    }

    private void Tell(LabEventKind kind, PushedMessage message)
    {
        if (!toldByBroker)
        {
            journal.Append(kind, new MessageFacts(message.MessageId, _of.Topic, message.Task.Data, message.Task.Attributes), _of.Endpoint, _of.Subscription, message.Attempt);
        }
    }
}
