using System.Text.Json.Nodes;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PubSubLab.Transports.Celery.Tests.Presence;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests.GcPubSub;

/// <summary>Celery's tools on Pub/Sub, in Kombu's fanout: a command to the topic <c>celery.pidbox</c>, an answer by its routing key.</summary>
public sealed class PresenceTests(Servers servers)
{
    private readonly string _worker = $"seen{Guid.NewGuid():N}"[..12];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_answers_ping_and_takes_its_mailbox_with_it()
    {
        Needs.Skip("gcpubsub");
        var emulator = await servers.EmulatorAsync();
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync("gcpubsub") with { IsSeen = true });
        await queue.SubscribeAsync(worker: _worker);
        var node = PythonFleet.NodeOf(_worker);
        await Eventually.HoldsAsync(async () => await HasMailboxAsync(emulator, node), "it has no mailbox");

        (await AskAsync(emulator, node, "ping")).ShouldBe("""{"ok":"pong"}""");

        await queue.StopAsync();
        await Eventually.HoldsAsync(async () => !await HasMailboxAsync(emulator, node), "its mailbox stays");
        queue.Notices.ShouldBeEmpty();
    }

    [Fact]
    public async Task Its_events_come_to_everybody_who_listens()
    {
        Needs.Skip("gcpubsub");
        var emulator = await servers.EmulatorAsync();
        var (topics, subscriptions) = (await emulator.TopicsAsync(), await emulator.SubscriptionsAsync());
        var listener = SubscriptionName.FromProjectSubscription(EmulatorServer.Project, $"kombu-celeryev-{Guid.NewGuid()}");
        await EnsureAsync(topics, "celeryev");
        await subscriptions.CreateSubscriptionAsync(listener, TopicName.FromProjectTopic(EmulatorServer.Project, "celeryev"), null, 60, Cancellation);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync("gcpubsub") with { IsSeen = true });

        await queue.SubscribeAsync(worker: _worker);

        var node = PythonFleet.NodeOf(_worker);
        await Eventually.HoldsAsync(
            async () => (await subscriptions.PullAsync(listener, 10, Cancellation)).ReceivedMessages.Any(m => BodyOf(m).Contains(node, StringComparison.Ordinal)), "no event came");
    }

    [Fact]
    public async Task A_worker_whose_queue_was_removed_is_no_living_node()
    {
        Needs.Skip("gcpubsub");
        var emulator = await servers.EmulatorAsync();
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync("gcpubsub") with { IsSeen = true });
        var worker = await queue.SubscribeAsync(worker: _worker);
        var node = PythonFleet.NodeOf(_worker);
        await Eventually.HoldsAsync(async () => await HasMailboxAsync(emulator, node), "it has no mailbox");

        await queue.Transport.RemoveAsync(queue.Topology, Cancellation);

        await Should.ThrowAsync<Lab.LabException>(() => worker.Completion.EndsAsync());
        await Eventually.HoldsAsync(async () => !await HasMailboxAsync(emulator, node), "its mailbox stays");
    }

    [Fact]
    public async Task A_worker_that_dies_leaves_its_mailbox_behind()
    {
        Needs.Skip("gcpubsub");
        var emulator = await servers.EmulatorAsync();
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync("gcpubsub") with { IsSeen = true });
        var doomed = await queue.SubscribeAsync(worker: _worker);
        var node = PythonFleet.NodeOf(_worker);
        await Eventually.HoldsAsync(async () => await HasMailboxAsync(emulator, node), "it has no mailbox");

        doomed.Sever();
        await doomed.DisposeAsync();

        (await HasMailboxAsync(emulator, node)).ShouldBeTrue("a dead process removes nothing");
    }

    private static async Task<string> AskAsync(EmulatorServer emulator, string node, string command)
    {
        var (topics, subscriptions) = (await emulator.TopicsAsync(), await emulator.SubscriptionsAsync());
        var oid = Guid.NewGuid().ToString();
        await EnsureAsync(topics, "reply.celery.pidbox");
        var replies = new Subscription
        {
            Name = $"projects/{EmulatorServer.Project}/subscriptions/kombu-{oid}-reply-celery-pidbox",
            Topic = $"projects/{EmulatorServer.Project}/topics/reply.celery.pidbox",
            Filter = $"attributes.routing_key=\"{oid}\"",
        };
        await subscriptions.CreateSubscriptionAsync(replies, Cancellation);
        await SendAsync(topics, node, command, oid);
        string? answer = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                var pulled = await subscriptions.PullAsync(replies.SubscriptionName, 10, Cancellation);
                answer = pulled.ReceivedMessages.Select(m => JsonNode.Parse(BodyOf(m))![node]?.ToJsonString()).FirstOrDefault(a => a is not null);
                return answer is not null;
            },
            $"{node} did not answer {command}");
        return answer!;
    }

    private static async Task SendAsync(PublisherServiceApiClient topics, string node, string command, string oid)
    {
        var body = $$$"""
            {"method": "{{{command}}}", "arguments": {}, "destination": ["{{{node}}}"], "pattern": null, "matcher": null, "ticket": "{{{oid}}}",
             "reply_to": {"exchange": "reply.celery.pidbox", "routing_key": "{{{oid}}}"}}
            """;
        var envelope = $$$"""
            {"body": "{{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(body))}}}", "content-encoding": "utf-8", "content-type": "application/json",
             "headers": {"clock": 1, "expires": 0},
             "properties": {"delivery_mode": 2, "delivery_info": {"exchange": "celery.pidbox", "routing_key": ""}, "priority": 0, "body_encoding": "base64",
               "delivery_tag": "{{{oid}}}"}}
            """;
        await topics.PublishAsync(TopicName.FromProjectTopic(EmulatorServer.Project, "celery.pidbox"), [new PubsubMessage { Data = ByteString.CopyFromUtf8(envelope) }], Cancellation);
    }

    private static async Task<bool> HasMailboxAsync(EmulatorServer emulator, string node)
    {
        var subscriptions = await emulator.SubscriptionsAsync();
        var prefix = $"kombu-{node.Replace('@', '_').Replace('.', '-')}-celery-pidbox-";
        var project = Google.Api.Gax.ResourceNames.ProjectName.FromProject(EmulatorServer.Project);
        await foreach (var subscription in subscriptions.ListSubscriptionsAsync(project).WithCancellation(Cancellation))
        {
            if (subscription.SubscriptionName.SubscriptionId.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task EnsureAsync(PublisherServiceApiClient topics, string topic)
    {
        try
        {
            await topics.CreateTopicAsync(TopicName.FromProjectTopic(EmulatorServer.Project, topic), Cancellation);
        }
        catch (Grpc.Core.RpcException e) when (e.StatusCode == Grpc.Core.StatusCode.AlreadyExists)
        {
            // Another test made it.
        }
    }

    private static string BodyOf(ReceivedMessage received)
    {
        var envelope = JsonNode.Parse(received.Message.Data.ToStringUtf8())!;
        return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(envelope["body"]!.GetValue<string>()));
    }
}
