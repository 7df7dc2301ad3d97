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

    /// <summary>The journal's side of the requests.</summary>
    public PushTelling Telling { get; } = new(journal, toldByBroker);

    /// <summary>Answers a request.</summary>
    public async Task<int> AnswerAsync(PushedMessage message, CancellationToken cancellation)
    {
        int attempt;
        lock (_gate)
        {
            attempt = _attempts[message.MessageId] = _attempts.GetValueOrDefault(message.MessageId) + 1;
        }

        Telling.Tell(LabEventKind.Delivered, message);
        if (plan.Takes > TimeSpan.Zero)
        {
            await Task.Delay(plan.Takes, journal.Time, cancellation);
        }

        var status = message.Task.Attributes.ContainsKey(PlannedTraffic.PoisonAttribute) ? PoisonAnswer : attempt <= plan.Fails ? plan.Status : Ok;
        Telling.Tell(status == Ok ? LabEventKind.Acked : LabEventKind.Nacked, message);
        return status;
    }
}
