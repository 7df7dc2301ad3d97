using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Lab.Experiments;

/// <summary>Writes the requests of a push endpoint into the journal, where the broker does not. Safe to use from any thread.</summary>
/// <param name="journal">The journal.</param>
/// <param name="toldByBroker">Whether the broker writes deliveries and answers itself.</param>
internal sealed class PushTelling(LabJournal journal, bool toldByBroker)
{
    private (string Topic, string Subscription, string Endpoint) _of = ("", "", "");

    /// <summary>Names the subscription that the requests are of.</summary>
    public void Of(string topic, string subscription, Uri endpoint) => _of = (topic, subscription, $"push {endpoint.Authority}");

    /// <summary>Writes a delivery, or an answer.</summary>
    public void Tell(LabEventKind kind, PushedMessage message)
    {
        if (!toldByBroker)
        {
            journal.Append(kind, new MessageFacts(message.MessageId, _of.Topic, message.Task.Data, message.Task.Attributes), _of.Endpoint, _of.Subscription, message.Attempt);
        }
    }
}
