using System.Globalization;
using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Names;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Topics;
using Subscription = PubSubLab.Emulator.Engine.Subscription;

namespace PubSubLab.Emulator.Control;

/// <summary><c>/emulator/v1/backlogs</c>: what subscriptions are not done with.</summary>
internal sealed class BacklogControl(Broker broker)
{
    private const int MostMessages = 1_000;

    /// <summary>Bytes of messages in one answer: a caller may ask every second.</summary>
    private const int MostBytes = 8 << 20;

    public Backlogs Read(GetBacklogsRequest request)
    {
        if (request.Messages is < 0 or > MostMessages)
        {
            throw Fail.Invalid("messages", $"{request.Messages}", $"it must be from 0 to {MostMessages}");
        }

        var (answer, room) = (new Backlogs(), MostBytes);
        foreach (var subscription in Asked(request))
        {
            var backlog = SubscriptionLook.Count(subscription);
            var shown = new Backlog { Subscription = subscription.Name, Waiting = backlog.Waiting, Outstanding = backlog.Outstanding, OldestAge = backlog.OldestAge?.ToDuration() };
            foreach (var message in request.Messages > 0 ? SubscriptionLook.Oldest(subscription, request.Messages, room) : [])
            {
                room -= message.Whole?.Size ?? 0;
                shown.Messages.Add(Show(message));
            }

            answer.Backlogs_.Add(shown);
        }

        return answer;
    }

    private IEnumerable<Subscription> Asked(GetBacklogsRequest request)
    {
        var project = request.Project.Length > 0 ? ControlApi.Checked("project", () => ProjectScope.Project(request.Project)) : null;
        if (request.Subscription.Length == 0)
        {
            return (project is null ? broker.Projects : [project]).SelectMany(p => broker.ResourcesOf(p).Subscriptions).OrderBy(static s => s.Name, StringComparer.Ordinal);
        }

        // A short name stands for one of the project that is named, or of the only one.
        var name = ControlApi.Checked("subscription", () => project is null || request.Subscription.Contains('/')
            ? broker.Scope.Subscription(request.Subscription) : $"projects/{project}/subscriptions/{request.Subscription}");
        return (project is null || name.StartsWith($"projects/{project}/", StringComparison.Ordinal)) && broker.TrySubscription(name, out var found) ? [found] : [];
    }

    private static UnackedMessage Show(InspectedMessage m) => new()
    {
        Message = m.Whole is { } whole
            ? PubsubMessage.Parser.ParseFrom(whole.Wire)
            : new PubsubMessage { MessageId = m.Message.Id.ToString(CultureInfo.InvariantCulture), PublishTime = new DateTime(m.Message.PublishTime, DateTimeKind.Utc).ToTimestamp() },
        State = StateOf(m.State),
        Failures = m.Failures,
        Age = m.Age.ToDuration(),
    };

    private static UnackedMessage.Types.State StateOf(DeliveryState state) => state switch
    {
        DeliveryState.Leased or DeliveryState.Assigned => UnackedMessage.Types.State.Outstanding,
        DeliveryState.BackingOff => UnackedMessage.Types.State.BackingOff,
        DeliveryState.DeadLettering => UnackedMessage.Types.State.DeadLettering,
        _ => UnackedMessage.Types.State.Waiting,
    };
}
