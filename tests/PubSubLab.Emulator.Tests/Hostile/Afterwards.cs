using Google.Cloud.PubSub.V1;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Hostile;

/// <summary>After an attack everything works: what is published comes out, all of it.</summary>
internal static class Afterwards
{
    private const int Count = 200;

    public static async Task ShouldServeAsync(LiveEmulator live)
    {
        const string topic = "projects/afterwards/topics/topic";
        const string subscription = "projects/afterwards/subscriptions/subscription";
        await live.Publisher.CreateTopicAsync(new Topic { Name = topic });
        await live.Subscriber.CreateSubscriptionAsync(new Subscription { Name = subscription, Topic = topic });
        await live.Publisher.PublishAsync(new PublishRequest { Topic = topic, Messages = { Enumerable.Range(0, Count).Select(i => Message($"{i}")) } });
        var texts = new HashSet<string>();
        while (texts.Count < Count)
        {
            var pulled = await live.Subscriber.PullAsync(new PullRequest { Subscription = subscription, MaxMessages = 100 });
            pulled.ReceivedMessages.ShouldNotBeEmpty();
            texts.UnionWith(pulled.ReceivedMessages.Select(m => m.Message.Data.ToStringUtf8()));
            await live.Subscriber.AcknowledgeAsync(new AcknowledgeRequest { Subscription = subscription, AckIds = { pulled.ReceivedMessages.Select(m => m.AckId) } });
        }
    }
}
