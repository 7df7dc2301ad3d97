using Google.Api.Gax;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Publishing;

public class OrderingTests
{
    [Fact]
    public async Task A_key_has_one_batch_in_flight_and_holds_no_other_key_up()
    {
        var script = new PublisherScript(new BatchingSettings(1, null, null), ordering: true, clients: 4);
        _ = script.Publisher.PublishAsync("k", "k1");
        var first = await script.Service.NextAsync();
        _ = script.Publisher.PublishAsync("k", "k2");
        _ = script.Publisher.PublishAsync("other", "o1");
        (await script.Service.NextAsync()).Texts.ShouldBe("o1");
        script.Service.Unseen.ShouldBe(0);

        first.Succeed();

        (await script.Service.NextAsync()).Texts.ShouldBe("k2");
    }

    [Fact]
    public async Task A_batch_has_messages_of_one_key_only()
    {
        var script = new PublisherScript(new BatchingSettings(2, null, null), ordering: true, clients: 4);

        _ = script.Publisher.PublishAsync("x", "x1");
        _ = script.Publisher.PublishAsync("y", "y1");
        _ = script.Publisher.PublishAsync("x", "x2");
        _ = script.Publisher.PublishAsync("y", "y2");

        string[] batches = [(await script.Service.NextAsync()).Texts, (await script.Service.NextAsync()).Texts];
        batches.Order().ShouldBe(["x1 x2", "y1 y2"]);
    }

    [Fact]
    public async Task A_failed_key_fails_what_waits_and_is_refused_until_it_is_resumed()
    {
        var script = new PublisherScript(new BatchingSettings(1, null, null), ordering: true);
        var first = script.Publisher.PublishAsync("k", "k1");
        var call = await script.Service.NextAsync();
        var second = script.Publisher.PublishAsync("k", "k2");

        call.Fail(StatusCode.PermissionDenied);

        await Should.ThrowAsync<RpcException>(() => first.EndsAsync());
        await Should.ThrowAsync<RpcException>(() => second.EndsAsync());
        (await Should.ThrowAsync<OrderingKeyInErrorStateException>(() => script.Publisher.PublishAsync("k", "k3"))).Message.ShouldContain("ResumePublish(\"k\")");
        script.Publisher.ResumePublish("k");
        var fourth = script.Publisher.PublishAsync("k", "k4");
        (await script.Service.NextAsync()).Succeed();
        (await fourth.EndsAsync()).ShouldBe("k4");
    }

    [Fact]
    public async Task A_publisher_stops_after_a_key_failed_with_messages_that_waited()
    {
        var script = new PublisherScript(new BatchingSettings(1, null, null), ordering: true);
        _ = script.Publisher.PublishAsync("k", "k1");
        var call = await script.Service.NextAsync();
        _ = script.Publisher.PublishAsync("k", "k2");
        var last = script.Publisher.PublishAsync("k", "k3");
        call.Fail(StatusCode.PermissionDenied);
        await Should.ThrowAsync<RpcException>(() => last.EndsAsync());

        await script.Publisher.ShutdownAsync(CancellationToken.None).EndsAsync();
    }

    [Fact]
    public async Task A_failed_key_does_not_stop_other_keys()
    {
        var script = new PublisherScript(new BatchingSettings(1, null, null), ordering: true);
        var failed = script.Publisher.PublishAsync("k", "k1");
        (await script.Service.NextAsync()).Fail(StatusCode.PermissionDenied);
        await Should.ThrowAsync<RpcException>(() => failed.EndsAsync());

        var other = script.Publisher.PublishAsync("other", "o1");
        (await script.Service.NextAsync()).Succeed();

        (await other.EndsAsync()).ShouldBe("o1");
    }

    [Fact]
    public async Task A_failure_that_passes_sends_the_same_batch_again_before_later_ones()
    {
        var script = new PublisherScript(new BatchingSettings(1, null, null), ordering: true, clients: 2);
        var first = script.Publisher.PublishAsync("k", "k1");
        var call = await script.Service.NextAsync();
        var second = script.Publisher.PublishAsync("k", "k2");

        call.Fail(StatusCode.Unavailable);
        await script.Time.PassAsync(TimeSpan.FromMilliseconds(100));

        var again = await script.Service.NextAsync();
        again.Texts.ShouldBe("k1");
        again.Succeed();
        (await script.Service.NextAsync()).Succeed();
        (await first.EndsAsync()).ShouldBe("k1");
        (await second.EndsAsync()).ShouldBe("k2");
    }

    [Fact]
    public async Task Shutting_down_ends_a_batch_that_would_be_sent_again_forever()
    {
        var script = new PublisherScript(ordering: true);
        var id = script.Publisher.PublishAsync("k", "k1");
        (await script.Service.NextAsync()).Fail(StatusCode.Unavailable);
        await script.Time.WaitedForAsync(TimeSpan.FromMilliseconds(100));

        var stopped = script.Publisher.ShutdownAsync(TimeSpan.FromMilliseconds(50));
        await script.Time.PassAsync(TimeSpan.FromMilliseconds(50));

        await Should.ThrowAsync<OperationCanceledException>(() => stopped.EndsAsync());
        await Should.ThrowAsync<OperationCanceledException>(() => id.EndsAsync());
    }

    [Fact]
    public async Task A_key_without_ordering_in_the_settings_is_refused()
    {
        var script = new PublisherScript();

        var refusal = await Should.ThrowAsync<InvalidOperationException>(() => script.Publisher.PublishAsync("k", "text"));

        refusal.Message.ShouldContain("'k'");
        refusal.Message.ShouldContain("EnableMessageOrdering");
    }

    [Fact]
    public async Task Nothing_is_remembered_of_a_key_whose_messages_are_sent()
    {
        var script = new PublisherScript(ordering: true);
        var ids = Enumerable.Range(0, 100).Select(i => script.Publisher.PublishAsync($"key {i}", "text")).ToList();
        for (var i = 0; i < 100; i++)
        {
            (await script.Service.NextAsync()).Succeed();
        }

        await Task.WhenAll(ids).EndsAsync();

        await Eventually.HoldsAsync(() => script.Publisher.KeyCount == 0, "no key is remembered");
    }

    [Fact]
    public void Resuming_a_key_that_did_not_fail_changes_nothing() =>
        Should.NotThrow(() => new PublisherScript(ordering: true).Publisher.ResumePublish("k"));
}
