using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.GcPubSub;
using PubSubLab.Transports.Celery.Tests.Support;
using Encoding = System.Text.Encoding;

namespace PubSubLab.Transports.Celery.Tests.GcPubSub;

/// <summary>Names, resources and messages on Pub/Sub are Kombu's to the letter (kombu/transport/gcpubsub.py, 5.5 and 5.6).</summary>
public sealed class FormatTests(Servers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("celery", "kombu-celery")]
    [InlineData("lab-tasks-sub", "kombu-lab-tasks-sub")]
    [InlineData("a.b_c-d", "kombu-a-b_c-d")]
    [InlineData("a~b+c%d", "kombu-a_b_c_d")]
    [InlineData("kombu-mine", "kombu-mine")]
    public void A_queues_subscription_has_the_name_that_Kombu_gives_it(string queue, string subscription)
    {
        KombuQueue.Of(queue).ShouldBe(new KombuQueue(queue, queue, subscription, $"attributes.routing_key=\"{queue}\""));
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("1tasks")]
    [InlineData("googtasks")]
    [InlineData("tasks for me")]
    public void A_queue_that_cannot_be_a_topic_says_the_rule(string queue)
    {
        var refused = Should.Throw<Lab.LabException>(() => KombuQueue.Of(queue));

        refused.Message.ShouldContain($"'{queue}'");
        refused.Message.ShouldContain("3 to 249 letters, digits");
    }

    [Fact]
    public void A_name_is_at_most_so_long_that_its_subscription_has_255_characters()
    {
        KombuQueue.Of(new string('q', 249)).Subscription.Length.ShouldBe(255);
        KombuQueue.Problem(new string('q', 250)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Topic_and_subscription_are_made_as_Kombu_makes_them()
    {
        Needs.Skip("gcpubsub");
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync("gcpubsub"));
        var emulator = await servers.EmulatorAsync();

        var topic = await (await emulator.TopicsAsync()).GetTopicAsync(TopicName.FromProjectTopic(EmulatorServer.Project, queue.Name), Cancellation);
        var subscription = await (await emulator.SubscriptionsAsync()).GetSubscriptionAsync(EmulatorServer.NameOf(queue.Name), Cancellation);

        var day = Duration.FromTimeSpan(TimeSpan.FromDays(1));
        topic.MessageRetentionDuration.ShouldBe(day);
        subscription.Topic.ShouldBe(topic.Name);
        subscription.Filter.ShouldBe($"attributes.routing_key=\"{queue.Name}\"");
        subscription.AckDeadlineSeconds.ShouldBe(240);
        subscription.MessageRetentionDuration.ShouldBe(day);
        subscription.ExpirationPolicy.Ttl.ShouldBe(day);
        subscription.EnableExactlyOnceDelivery.ShouldBeFalse();
        subscription.RetryPolicy.ShouldBeNull();
        queue.Notices.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_labs_topic_is_not_used()
    {
        Needs.Skip("gcpubsub");
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync("gcpubsub"));
        var topics = await (await servers.EmulatorAsync()).TopicsAsync();

        var missing = await Should.ThrowAsync<Grpc.Core.RpcException>(() => topics.GetTopicAsync(TopicName.FromProjectTopic(EmulatorServer.Project, queue.Topic), Cancellation));

        missing.StatusCode.ShouldBe(Grpc.Core.StatusCode.NotFound);
    }

    [Fact]
    public async Task A_message_is_Kombus_envelope_with_one_attribute()
    {
        Needs.Skip("gcpubsub");
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync("gcpubsub"));
        var id = await queue.PublishAsync("""{"task_id": "1123"}""", ("celery_task", "slow"), ("user_id", "u1"));

        var pulled = await (await (await servers.EmulatorAsync()).SubscriptionsAsync()).PullAsync(EmulatorServer.NameOf(queue.Name), 10, Cancellation);

        var message = pulled.ReceivedMessages.Single().Message;
        message.Attributes.ShouldBe(new Dictionary<string, string> { ["routing_key"] = queue.Name });
        message.OrderingKey.ShouldBeEmpty();
        var envelope = JsonNode.Parse(message.Data.ToStringUtf8())!.AsObject();
        envelope.Select(p => p.Key).ShouldBe(["body", "content-encoding", "content-type", "headers", "properties"]);
        envelope["content-encoding"]!.GetValue<string>().ShouldBe("utf-8");
        envelope["content-type"]!.GetValue<string>().ShouldBe("application/json");
        Encoding.UTF8.GetString(Convert.FromBase64String(envelope["body"]!.GetValue<string>()))
            .ShouldBe("""[[{"task_id": "1123"}],{},{"callbacks":null,"errbacks":null,"chain":null,"chord":null}]""");
        envelope["headers"]!["task"]!.GetValue<string>().ShouldBe("slow");
        envelope["headers"]!["id"]!.GetValue<string>().ShouldBe(id);
        envelope["headers"]!["retries"]!.GetValue<int>().ShouldBe(0);
        var properties = envelope["properties"]!.AsObject();
        properties.Select(p => p.Key).Order().ShouldBe(["body_encoding", "correlation_id", "delivery_info", "delivery_mode", "delivery_tag", "priority", "reply_to"]);
        properties["correlation_id"]!.GetValue<string>().ShouldBe(id);
        properties["delivery_mode"]!.GetValue<int>().ShouldBe(2);
        properties["body_encoding"]!.GetValue<string>().ShouldBe("base64");
        JsonNode.DeepEquals(properties["delivery_info"], new JsonObject { ["exchange"] = "", ["routing_key"] = queue.Name }).ShouldBeTrue();
    }

    /// <summary>The message of <c>send_task("slow", [{...}], {"color": "red"})</c> in Celery 5.6, written from its source.</summary>
    [Fact]
    public async Task An_envelope_of_Celery_5_6_is_handled()
    {
        Needs.Skip("gcpubsub");
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync("gcpubsub"));
        await queue.SubscribeAsync();
        const string Id = "0c9ce0a4-9f4c-4b56-8f39-5a3a0a0e1f11";
        var body = Convert.ToBase64String(Encoding.UTF8.GetBytes(
            """[[{"task_id": "1123", "x": 1.330}], {"color": "red"}, {"callbacks": null, "errbacks": null, "chain": null, "chord": null}]"""));
        var envelope = $$$"""
            {"body": "{{{body}}}", "content-encoding": "utf-8", "content-type": "application/json",
             "headers": {"lang": "py", "task": "slow", "id": "{{{Id}}}", "shadow": null, "eta": null, "expires": null, "group": null,
               "group_index": null, "retries": 0, "timelimit": [null, null], "root_id": "{{{Id}}}", "parent_id": null,
               "argsrepr": "[{'task_id': '1123', 'x': 1.33}]", "kwargsrepr": "{'color': 'red'}", "origin": "gen4711@host", "ignore_result": false,
               "replaced_task_nesting": 0, "stamped_headers": null, "stamps": {}},
             "properties": {"correlation_id": "{{{Id}}}", "reply_to": "d2f0b8a2-3f0e-3a52-8d52-2f6b7a3c9e01", "delivery_mode": 2,
               "delivery_info": {"exchange": "", "routing_key": "{{{queue.Name}}}"}, "priority": 0, "body_encoding": "base64",
               "delivery_tag": "5c3f0b76-2b7d-4b9e-9a39-2f7f3f1f5b11"}}
            """;

        await RawAsync(queue, Encoding.UTF8.GetBytes(envelope));

        await queue.DeliversAsync(1);
        var delivery = queue.Delivered.Single();
        delivery.MessageId.ShouldBe(Id);
        delivery.Handler.ShouldBe("slow");
        delivery.Task.Text.ShouldBe("""{"task_id": "1123", "x": 1.330}""");
        delivery.Task.Attributes["color"].ShouldBe("red");
        await using var results = await StoredResults.OpenAsync(queue.Backend);
        (await results.GetAsync(Id)).GetProperty("status").GetString().ShouldBe("SUCCESS");
    }

    [Fact]
    public async Task A_subscription_that_is_there_stays_and_what_differs_is_said()
    {
        Needs.Skip("gcpubsub");
        var backend = await servers.BackendAsync("gcpubsub");
        var emulator = await servers.EmulatorAsync();
        var name = $"q-{Guid.NewGuid():N}";
        var topic = TopicName.FromProjectTopic(EmulatorServer.Project, name);
        await (await emulator.TopicsAsync()).CreateTopicAsync(topic, Cancellation);
        await (await emulator.SubscriptionsAsync()).CreateSubscriptionAsync(
            new Subscription { Name = EmulatorServer.NameOf(name), Topic = topic.ToString(), AckDeadlineSeconds = 30, Filter = "attributes.routing_key=\"other\"" }, Cancellation);

        await using var queue = await TestQueue.OpenAsync(backend, name: name);

        await queue.SaysAsync($"Subscription kombu-{name} has the filter attributes.routing_key=\"other\", and Kombu's is attributes.routing_key=\"{name}\"");
        await queue.SaysAsync($"Subscription kombu-{name} was made with other settings and stays as it is: ack deadline 30 s instead of 240 s");
        (await (await emulator.SubscriptionsAsync()).GetSubscriptionAsync(EmulatorServer.NameOf(name), Cancellation)).AckDeadlineSeconds.ShouldBe(30);
        var differences = await ((GcPubSubCeleryTransport)queue.Transport).CompareAsync(queue.Topology, Cancellation);
        differences.Select(d => d.Starves).ShouldBe([true, false], "the doctor says them too");
    }

    [Fact]
    public async Task Each_subscription_of_a_topic_is_a_queue_of_its_own_and_a_dead_letter_topic_takes_everything()
    {
        var stub = new StubPubSub();
        await using var transport = new GcPubSubCeleryTransport(stub, new CeleryOptions { Retries = RetriedBy.PubSub });
        var main = new RetryRule { Attempts = 5, Minimum = TimeSpan.FromSeconds(1) }.ApplyTo(new SubscriptionSpec("one", "topic"), "letters");

        await transport.EnsureAsync(new Topology(["topic", "letters"], [main, new SubscriptionSpec("two", "topic"), new SubscriptionSpec("dead", "letters")]), Cancellation);

        stub.Asked!.Topics.ShouldBe(["one", "two", "letters"]);
        stub.Asked.Subscriptions.Select(s => (s.Name, s.Topic, s.Filter)).ShouldBe(
        [
            ("kombu-one", "one", "attributes.routing_key=\"one\""), ("kombu-two", "two", "attributes.routing_key=\"two\""), ("kombu-dead", "letters", null),
        ]);
        stub.Asked.Subscriptions[0].DeadLetterTopic.ShouldBe("letters");
        await transport.PublishAsync("topic", Tasks.Of("1"), Cancellation);
        stub.Published.Select(p => (p.Topic, p.Task.Attributes["routing_key"])).ShouldBe([("one", "one"), ("two", "two")]);
    }

    private static Task RawAsync(TestQueue queue, byte[] data) =>
        ((GcPubSubCeleryTransport)queue.Transport).SendAsync(data, KombuQueue.Of(queue.Name), Cancellation);
}
