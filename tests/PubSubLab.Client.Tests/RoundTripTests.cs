using System.Collections.Concurrent;
using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Api.Gax.ResourceNames;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests;

public class RoundTripTests
{
    [Fact]
    public async Task What_is_published_is_handled_and_acknowledged()
    {
        await using var lab = await Lab.StartAsync();
        var publisher = await lab.PublisherAsync();
        var subscriber = await lab.SubscriberAsync();
        var handled = new ConcurrentBag<string>();
        var run = subscriber.StartAsync((message, _) =>
        {
            handled.Add(message.MessageId);
            return Task.FromResult(SubscriberClient.Reply.Ack);
        });

        var ids = await Task.WhenAll(Enumerable.Range(0, 5_000).Select(i => publisher.PublishAsync($"message {i}"))).EndsAsync();
        await Eventually.HoldsAsync(() => Interlocked.Read(ref lab.Queue.Acked) == 5_000, "all messages are acknowledged");
        await subscriber.StopAsync(new SubscriberClient.ShutdownOptions()).EndsAsync();
        await publisher.ShutdownAsync(TestContext.Current.CancellationToken).EndsAsync();

        await run.EndsAsync();
        handled.ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task A_nacked_message_comes_again()
    {
        await using var lab = await Lab.StartAsync();
        await using var publisher = await lab.PublisherAsync();
        await using var subscriber = await lab.SubscriberAsync();
        var attempts = 0;
        _ = subscriber.StartAsync((_, _) => Interlocked.Increment(ref attempts) switch
        {
            1 => Task.FromResult(SubscriberClient.Reply.Nack),
            2 => throw new FormatException("a handler that fails"),
            _ => Task.FromResult(SubscriberClient.Reply.Ack),
        });

        await publisher.PublishAsync("again");

        await Eventually.HoldsAsync(() => Interlocked.Read(ref lab.Queue.Acked) == 1, "the message is acknowledged");
        attempts.ShouldBe(3);
    }

    [Fact]
    public async Task Topics_are_created_listed_in_pages_and_deleted()
    {
        await using var lab = await Lab.StartAsync();
        var client = await new PublisherServiceApiClientBuilder { Endpoint = lab.Server.Endpoint, ChannelCredentials = ChannelCredentials.Insecure }
            .BuildAsync(TestContext.Current.CancellationToken);
        var names = Enumerable.Range(0, 5).Select(i => new TopicName("p", $"topic-{i}")).ToList();
        foreach (var name in names)
        {
            (await client.CreateTopicAsync(name)).TopicName.ShouldBe(name);
        }

        var project = ProjectName.FromProject("p");
        var listed = new List<TopicName>();
        await foreach (var topic in client.ListTopicsAsync(project))
        {
            listed.Add(topic.TopicName);
        }

        listed.ShouldBe([Lab.Topic, .. names], ignoreOrder: true);
        client.ListTopics(project).Select(topic => topic.TopicName).ShouldBe(listed);
        (await client.ListTopicsAsync(project).ReadPageAsync(3, TestContext.Current.CancellationToken)).Count().ShouldBe(3);
        (await client.ListTopicsAsync(project).ReadPageAsync(0, TestContext.Current.CancellationToken)).ShouldBeEmpty();
        Should.Throw<ArgumentOutOfRangeException>(() => client.ListTopics(project).ReadPage(-1)).ParamName.ShouldBe("pageSize");
        await client.DeleteTopicAsync(names[0]);
        (await Should.ThrowAsync<RpcException>(() => client.DeleteTopicAsync(names[0]))).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Headers_from_the_settings_travel_on_the_stream_and_the_resource_is_named_for_routing()
    {
        await using var lab = await Lab.StartAsync();
        var subscriber = await new SubscriberClientBuilder
        {
            SubscriptionName = Lab.Subscription,
            Endpoint = lab.Server.Endpoint,
            ChannelCredentials = ChannelCredentials.Insecure,
            ClientCount = 1,
            ApiSettings = new SubscriberServiceApiSettings { CallSettings = CallSettings.FromHeader("lab-worker", "w1") },
        }.BuildAsync(TestContext.Current.CancellationToken);
        var run = subscriber.StartAsync((_, _) => Task.FromResult(SubscriberClient.Reply.Ack));

        await Eventually.HoldsAsync(() => lab.Broker.Calls.Any(call => call.Method == "StreamingPull"), "a stream is opened");
        await subscriber.StopAsync(new SubscriberClient.ShutdownOptions()).EndsAsync();

        var headers = lab.Broker.Calls.First(call => call.Method == "StreamingPull").Headers;
        headers.GetValue("lab-worker").ShouldBe("w1");
        headers.GetValue("x-goog-request-params").ShouldBe("subscription=projects%2Fp%2Fsubscriptions%2Fs");
        run.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task A_subscriber_of_a_subscription_that_is_not_there_fails_at_once()
    {
        await using var lab = await Lab.StartAsync();
        var subscriber = await new SubscriberClientBuilder
        {
            SubscriptionName = new SubscriptionName("p", "missing"),
            Endpoint = lab.Server.Endpoint,
            ChannelCredentials = ChannelCredentials.Insecure,
        }.BuildAsync(TestContext.Current.CancellationToken);

        var failure = await Should.ThrowAsync<RpcException>(() => subscriber.StartAsync((_, _) => Task.FromResult(SubscriberClient.Reply.Ack)).EndsAsync());

        failure.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task A_message_of_nearly_ten_megabytes_passes()
    {
        await using var lab = await Lab.StartAsync();
        await using var publisher = await lab.PublisherAsync();
        await using var subscriber = await lab.SubscriberAsync();
        var sizes = new ConcurrentBag<int>();
        _ = subscriber.StartAsync((message, _) =>
        {
            sizes.Add(message.Data.Length);
            return Task.FromResult(SubscriberClient.Reply.Ack);
        });

        for (var i = 0; i < 20; i++)
        {
            await publisher.PublishAsync(new byte[9_900_000]).EndsAsync();
        }

        await Eventually.HoldsAsync(() => Interlocked.Read(ref lab.Queue.Acked) == 20, "all messages are acknowledged");
        sizes.ShouldAllBe(size => size == 9_900_000);
    }
}
