using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Protobuf;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Services;
using PubSubLab.Emulator.Wire;
using EngineSubscription = PubSubLab.Emulator.Engine.Subscription;
using Subscription = Google.Cloud.PubSub.V1.Subscription;

namespace PubSubLab.Emulator.Control;

/// <summary>Makes a broker have what a state says. Messages keep their ids and publish times; delivery attempts begin anew.</summary>
/// <param name="state">The state.</param>
internal sealed class StateRestore(State state)
{
    // A restored schema gets revision ids of its own, which topics name.
    private readonly Dictionary<(string Schema, string Revision), string> _revisions = [];

    /// <summary>Creates the resources and gives the messages to their subscriptions.</summary>
    /// <param name="broker">A broker without resources.</param>
    /// <param name="isTrial">Whether messages are only checked: a push endpoint would get them.</param>
    public void Run(Broker broker, bool isTrial)
    {
        _revisions.Clear();
        Each("schemas", state.Schemas, schema => Create(broker, schema));
        Each("topics", state.Topics, topic => broker.CreateTopic(TopicResource.Check(WithRevisions(topic))));
        Each("subscriptions", state.Subscriptions, subscription => Create(broker, subscription));
        var batch = new PublishBatch();
        var last = 0L;
        var stored = new List<Task>();
        Each("messages", state.Messages, entry => last = Create(broker, entry, batch, last, isTrial ? null : stored));
        Task.WhenAll(stored).GetAwaiter().GetResult();
    }

    private void Create(Broker broker, Schema schema)
    {
        ResourceName.Check("name", schema.Name, "schemas");
        var isFirst = !_revisions.Keys.Any(known => known.Schema == schema.Name);
        var made = isFirst ? broker.Schemas.Create(schema.Name, schema) : broker.Schemas.Commit(schema.Name, schema);
        _revisions[(schema.Name, schema.RevisionId)] = made.RevisionId;
    }

    private Topic WithRevisions(Topic topic)
    {
        if (topic.SchemaSettings is null)
        {
            return topic;
        }

        var changed = topic.Clone();
        var settings = changed.SchemaSettings;
        settings.FirstRevisionId = _revisions.GetValueOrDefault((settings.Schema, settings.FirstRevisionId), settings.FirstRevisionId);
        settings.LastRevisionId = _revisions.GetValueOrDefault((settings.Schema, settings.LastRevisionId), settings.LastRevisionId);
        return changed;
    }

    private static void Create(Broker broker, Subscription subscription)
    {
        ResourceName.Check("name", subscription.Name, "subscriptions");
        ResourceName.Check("topic", subscription.Topic, "topics");
        var settings = SubscriptionResource.Settings(subscription, broker.Options.Web.LinkLocalPush);
        var created = broker.CreateSubscription(subscription.Name, broker.Topic(subscription.Topic), settings, SubscriberService.ParseFilter(subscription.Filter), subscription.EnableMessageOrdering);
        if (subscription.Detached)
        {
            broker.DetachSubscription(created);
        }
    }

    /// <summary>Restores a message.</summary>
    /// <returns>Its id.</returns>
    private static long Create(Broker broker, BacklogEntry entry, PublishBatch batch, long last, List<Task>? stored)
    {
        var subscriptions = entry.Subscriptions.Select(place => broker.Subscription(place.Name)).Distinct().ToArray();
        if (subscriptions.Length == 0)
        {
            throw Fail.Invalid("subscriptions is empty: a message waits in at least one.");
        }

        if (Array.Find(subscriptions, other => other.Topic != subscriptions[0].Topic) is { } stranger)
        {
            throw Fail.Invalid("subscriptions", stranger.Name, $"its topic is not that of {subscriptions[0].Name}, and a message has one topic");
        }

        var message = entry.Message ?? throw Fail.Invalid("message is required.");
        var id = message.MessageId.Length == 0 ? broker.ReserveMessageIds(1)
            : long.TryParse(message.MessageId, out var given) && given > last && given <= long.MaxValue / 2 ? given
            : throw Fail.Invalid("message.message_id", message.MessageId, $"it must be a number above {last}, the message before it, or missing");
        var now = broker.Clock.Now;
        var time = Math.Clamp(message.PublishTime?.ToDateTime().Ticks ?? now, DateTime.UnixEpoch.Ticks, now);
        Check(subscriptions[0], message, batch);
        stored?.Add(broker.Restore(subscriptions, new StoredMessage(MessageFields.Complete(batch[0], id, time), id, time)));

        return id;
    }

    private static void Check(EngineSubscription subscription, PubsubMessage message, PublishBatch batch)
    {
        var request = new PublishRequest { Topic = subscription.Topic.Name, Messages = { message } }.ToByteArray();
        PublishRequestReader.Read(request, request.Length, batch);
    }

    private static void Each<T>(string field, IReadOnlyList<T> items, Action<T> restore)
    {
        for (var i = 0; i < items.Count; i++)
        {
            try
            {
                restore(items[i]);
            }
            catch (RpcException e)
            {
                throw new RpcException(new Status(e.StatusCode, $"{field}[{i}]: {e.Status.Detail}"));
            }
        }
    }
}
