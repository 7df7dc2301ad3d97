using PubSubLab.Emulator;
using PubSubLab.Lab;
using PubSubLab.Lab.Comparing;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Routing;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Embedded;

/// <summary>
/// Tells the journal what happens inside the embedded emulator. What the lab's own workers do, they tell themselves; what only the
/// broker knows (filtered out, extended, expired, dead-lettered), and what other programs do, comes from here.
/// </summary>
internal sealed class EmulatorJournal(LabJournal journal, string ownTag, string project) : IEmulatorObserver
{
    private static readonly IReadOnlyDictionary<string, string> s_noAttributes = new Dictionary<string, string>();

    private readonly string _projectPrefix = $"projects/{project}/";

    /// <inheritdoc/>
    public void OnEvent(in EmulatorEvent e)
    {
        var (topic, subscription) = (ShortOf(e.Topic), ShortOf(e.Subscription));
        if (KeepsOwnBooks(topic) || KeepsOwnBooks(subscription))
        {
            // A routing run keeps a ledger, and a lane of a comparison a journal of its own: a thousand filtered-out events a message would drown
            // everything else, and half of the story (their workers do not tell this journal) would leave a backlog in the header that is not there.
            return;
        }

        var (own, worker) = WorkerOf(e.Peer);
        switch (e.Kind)
        {
            case EmulatorEventKind.Published:
                Tell(LabEventKind.Published, e, topic, subscription, null);
                break;
            case EmulatorEventKind.FilteredOut:
                Tell(LabEventKind.FilteredOut, e, topic, subscription, null);
                break;
            case EmulatorEventKind.Transformed:
                Tell(LabEventKind.Transformed, e, topic, subscription, null);
                break;
            case EmulatorEventKind.TransformFiltered:
                Tell(LabEventKind.FilteredOut, e, topic, subscription, null);
                break;
            case EmulatorEventKind.TransformFailed when e.MessageId is null:
                journal.Append(LabEventKind.TransformFailed, null, topic, new Reason(e.Detail ?? ""));
                break;
            case EmulatorEventKind.TransformFailed:
                Tell(LabEventKind.TransformFailed, e, topic, subscription, null);
                break;
            case EmulatorEventKind.Delivered when !own:
                Tell(LabEventKind.Delivered, e, topic, subscription, worker);
                break;
            case EmulatorEventKind.Acked when !own:
                Tell(LabEventKind.Acked, e, topic, subscription, worker);
                break;
            case EmulatorEventKind.AckLost when own && !IsInHand(worker, e):
                // The worker has told its ack, and does not learn that the broker never got it.
                Tell(LabEventKind.AckUnconfirmed, e, topic, subscription, worker, new AckLost(WasSent: true, AckLost.OnItsWay));
                break;
            case EmulatorEventKind.Nacked when !own:
                Tell(LabEventKind.Nacked, e, topic, subscription, worker);
                break;
            case EmulatorEventKind.Receipt when !own || IsInHand(worker, e):
                Tell(LabEventKind.Receipt, e, topic, subscription, worker);
                break;
            case EmulatorEventKind.LeaseExtended:
                Tell(LabEventKind.LeaseExtended, e, topic, subscription, worker);
                break;
            case EmulatorEventKind.LeaseExpired:
                Tell(LabEventKind.LeaseExpired, e, topic, subscription, worker);
                break;
            case EmulatorEventKind.DeadLettered:
                Tell(LabEventKind.DeadLettered, e, topic, subscription, null);
                break;
            case EmulatorEventKind.StreamOpened when !own:
                journal.Append(LabEventKind.StreamOpened, worker, subscription, new StreamPeer(e.Peer?.Address, e.Peer?.UserAgent));
                break;
            case EmulatorEventKind.StreamClosed when !own:
                journal.Append(LabEventKind.StreamClosed, worker, subscription, e.Detail is { } why ? new Reason(why) : null);
                break;
            default:
                break;
        }
    }

    // A receipt that crosses its answer on the way, or comes while the message still waits inside the client, tells nobody anything.
    private bool IsInHand(string? worker, in EmulatorEvent e) => worker is not null && e.MessageId is not null && journal.Spans.IsInHand(worker, e.MessageId);

    private void Tell(LabEventKind kind, in EmulatorEvent e, string? topic, string? subscription, string? worker, EventData? data = null)
    {
        var facts = e.Message is { } message
            ? new MessageFacts(message.MessageId, topic ?? "", message.Data, message.Attributes, message.OrderingKey)
            : new MessageFacts(e.MessageId ?? "", topic ?? "", ReadOnlyMemory<byte>.Empty, s_noAttributes);
        journal.Append(kind, facts, worker, subscription, e.DeliveryAttempt, data ?? (e.Detail is not { } detail ? null : kind == LabEventKind.DeadLettered ? new MovedTo(detail) : new Reason(detail)));
    }

    /// <summary>Whether it is a worker of this lab, and what the journal calls it: <c>w1</c>, <c>w1@4711</c> for another lab process, else client or address.</summary>
    private (bool Own, string? Worker) WorkerOf(EmulatorPeer? peer)
    {
        if (peer is null)
        {
            return (false, null);
        }

        if (peer.WorkerName is { } header)
        {
            var (tag, worker) = WorkerHeader.Parse(header);
            return tag == ownTag ? (true, worker) : (false, tag.Length > 0 ? $"{worker}@{tag}" : worker);
        }

        if (peer.UserAgent == "push")
        {
            return (false, Uri.TryCreate(peer.Address, UriKind.Absolute, out var endpoint) ? $"push {OutsideText.Printable(endpoint.Authority)}" : "push");
        }

        // Client ids are long random texts; their beginning tells streams apart well enough.
        return (false, peer.ClientId.Length > 0 ? $"client {OutsideText.Printable(OutsideText.Begin(peer.ClientId, 8))}" : peer.Address);
    }

    /// <summary>Whether the traffic of a topic or subscription is counted elsewhere.</summary>
    internal static bool KeepsOwnBooks(string? id) => id is not null
        && (id.StartsWith(RoutingRun.NamePrefix, StringComparison.Ordinal) || id.StartsWith(ComparedLane.NamePrefix, StringComparison.Ordinal));

    /// <summary>The id alone for names in the lab's project; the whole name for other projects.</summary>
    private string? ShortOf(string? name) =>
        name is not null && name.StartsWith(_projectPrefix, StringComparison.Ordinal) ? name[(name.LastIndexOf('/') + 1)..] : name;
}
