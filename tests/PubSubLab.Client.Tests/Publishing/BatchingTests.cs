using Google.Api.Gax;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Publishing;

public class BatchingTests
{
    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task An_explicit_batch_is_closed_at_its_count_and_not_before()
    {
        var script = new PublisherScript(new BatchingSettings(3, null, s_delay));
        _ = script.Publisher.PublishAsync("a");
        _ = script.Publisher.PublishAsync("b");
        await script.Time.WaitedForAsync(s_delay);
        script.Service.Unseen.ShouldBe(0);

        _ = script.Publisher.PublishAsync("c");

        (await script.Service.NextAsync()).Texts.ShouldBe("a b c");
    }

    [Fact]
    public async Task An_explicit_batch_is_closed_before_it_exceeds_its_bytes()
    {
        var size = new PubsubMessage { Data = Google.Protobuf.ByteString.CopyFromUtf8("a") }.CalculateSize();
        var script = new PublisherScript(new BatchingSettings(null, (2 * size) + 1, null));
        _ = script.Publisher.PublishAsync("a");
        _ = script.Publisher.PublishAsync("b");
        script.Service.Unseen.ShouldBe(0);

        _ = script.Publisher.PublishAsync("c");

        (await script.Service.NextAsync()).Texts.ShouldBe("a b");
    }

    [Fact]
    public async Task An_explicit_batch_is_closed_when_its_bytes_are_reached()
    {
        var size = new PubsubMessage { Data = Google.Protobuf.ByteString.CopyFromUtf8("a") }.CalculateSize();
        var script = new PublisherScript(new BatchingSettings(null, 2 * size, null));

        _ = script.Publisher.PublishAsync("a");
        _ = script.Publisher.PublishAsync("b");

        (await script.Service.NextAsync()).Texts.ShouldBe("a b");
    }

    [Fact]
    public async Task An_explicit_batch_is_sent_after_its_delay_and_not_before()
    {
        var script = new PublisherScript(new BatchingSettings(100, null, s_delay));
        var id = script.Publisher.PublishAsync("a");
        await script.Time.WaitedForAsync(s_delay);
        script.Time.Advance(s_delay - TimeSpan.FromTicks(1));
        script.Time.Waits.ShouldBe([s_delay]);
        script.Service.Unseen.ShouldBe(0);

        script.Time.Advance(TimeSpan.FromTicks(1));

        (await script.Service.NextAsync()).Succeed();
        (await id.EndsAsync()).ShouldBe("a");
    }

    [Fact]
    public async Task Without_settings_an_idle_publisher_sends_at_once()
    {
        var script = new PublisherScript();

        var id = script.Publisher.PublishAsync("a");

        (await script.Service.NextAsync()).Succeed();
        (await id.EndsAsync()).ShouldBe("a");
        script.Time.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_settings_a_batch_grows_while_a_request_is_under_way()
    {
        var script = new PublisherScript();
        _ = script.Publisher.PublishAsync("a");
        var first = await script.Service.NextAsync();
        _ = script.Publisher.PublishAsync("b");
        _ = script.Publisher.PublishAsync("c");
        script.Service.Unseen.ShouldBe(0);

        first.Succeed();

        (await script.Service.NextAsync()).Texts.ShouldBe("b c");
    }

    [Fact]
    public async Task Without_settings_a_batch_goes_beside_a_slow_request_after_the_default_delay()
    {
        var script = new PublisherScript(clients: 2);
        _ = script.Publisher.PublishAsync("a");
        await script.Service.NextAsync();
        _ = script.Publisher.PublishAsync("b");

        await script.Time.PassAsync(PublisherClient.DefaultBatchingSettings.DelayThreshold!.Value);

        (await script.Service.NextAsync()).Texts.ShouldBe("b");
    }

    [Fact]
    public async Task Without_settings_a_full_batch_goes_beside_a_slow_request_at_once()
    {
        var script = new PublisherScript(clients: 2);
        _ = script.Publisher.PublishAsync("a");
        await script.Service.NextAsync();
        for (var i = 0; i < PublisherClient.DefaultBatchingSettings.ElementCountThreshold; i++)
        {
            _ = script.Publisher.PublishAsync("b");
        }

        (await script.Service.NextAsync()).Messages.Count.ShouldBe(100);
    }

    [Fact]
    public async Task No_request_has_more_than_a_thousand_messages()
    {
        var script = new PublisherScript();
        _ = script.Publisher.PublishAsync("a");
        var first = await script.Service.NextAsync();
        for (var i = 0; i < 1_500; i++)
        {
            _ = script.Publisher.PublishAsync("b");
        }

        first.Succeed();
        var second = await script.Service.NextAsync();
        second.Succeed();

        second.Messages.Count.ShouldBe(1_000);
        (await script.Service.NextAsync()).Messages.Count.ShouldBe(500);
    }

    [Fact]
    public async Task A_full_batch_goes_beside_the_request_of_the_only_client_and_the_rest_waits()
    {
        var script = new PublisherScript();
        _ = script.Publisher.PublishAsync("a");
        var first = await script.Service.NextAsync();

        for (var i = 0; i < 1_001; i++)
        {
            _ = script.Publisher.PublishAsync("b");
        }

        (await script.Service.NextAsync()).Messages.Count.ShouldBe(1_000);
        script.Service.Unseen.ShouldBe(0);
        first.Succeed();
        await script.Time.PassAsync(s_delay);
        (await script.Service.NextAsync()).Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_client_has_no_more_than_four_requests_under_way()
    {
        var script = new PublisherScript(new BatchingSettings(1, null, null));
        for (var i = 0; i < 10; i++)
        {
            _ = script.Publisher.PublishAsync($"{i}");
        }

        var first = await script.Service.NextAsync();
        for (var i = 0; i < 3; i++)
        {
            await script.Service.NextAsync();
        }

        script.Service.Unseen.ShouldBe(0);
        first.Succeed();
        await script.Service.NextAsync();
        script.Service.Unseen.ShouldBe(0);
    }

    [Fact]
    public async Task A_failure_fails_the_messages_of_its_batch_and_no_others()
    {
        var script = new PublisherScript();
        var a = script.Publisher.PublishAsync("a");
        var first = await script.Service.NextAsync();
        var b = script.Publisher.PublishAsync("b");

        first.Fail(StatusCode.PermissionDenied);
        (await script.Service.NextAsync()).Succeed();

        (await Should.ThrowAsync<RpcException>(() => a.EndsAsync())).StatusCode.ShouldBe(StatusCode.PermissionDenied);
        (await b.EndsAsync()).ShouldBe("b");
    }

    [Fact]
    public async Task An_answer_with_too_few_ids_fails_the_messages_instead_of_giving_them_wrong_ids()
    {
        var script = new PublisherScript(new BatchingSettings(2, null, null));
        var a = script.Publisher.PublishAsync("a");
        var b = script.Publisher.PublishAsync("b");

        (await script.Service.NextAsync()).Answers("only one");

        await Should.ThrowAsync<InvalidOperationException>(() => a.EndsAsync());
        await Should.ThrowAsync<InvalidOperationException>(() => b.EndsAsync());
    }

    [Theory]
    [InlineData(true, 300, true)]
    [InlineData(true, 10, false)]
    [InlineData(false, 300, false)]
    public async Task A_batch_is_compressed_where_that_is_enabled_and_pays(bool enabled, int bytes, bool compressed)
    {
        var script = new PublisherScript(configure: settings => settings.EnableCompression = enabled);

        _ = script.Publisher.PublishAsync(new byte[bytes]);

        (await script.Service.NextAsync()).Headers.Any(header => header is { Key: "grpc-internal-encoding-request", Value: "gzip" }).ShouldBe(compressed);
    }

    [Fact]
    public async Task Shutting_down_sends_what_waits_and_refuses_what_comes()
    {
        var script = new PublisherScript(new BatchingSettings(100, null, TimeSpan.FromHours(1)));
        var id = script.Publisher.PublishAsync("a");

        var stopped = script.Publisher.ShutdownAsync(TestContext.Current.CancellationToken);
        (await script.Service.NextAsync()).Succeed();

        (await id.EndsAsync()).ShouldBe("a");
        await stopped.EndsAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => script.Publisher.PublishAsync("b"));
        script.Time.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Shutting_down_ends_with_its_timeout_and_cancels_what_is_not_sent()
    {
        var script = new PublisherScript();
        var underWay = script.Publisher.PublishAsync("a");
        await script.Service.NextAsync();
        var waiting = script.Publisher.PublishAsync("b");

        var stopped = script.Publisher.ShutdownAsync(TimeSpan.FromSeconds(7));
        await script.Time.PassAsync(TimeSpan.FromSeconds(7));

        await Should.ThrowAsync<OperationCanceledException>(() => stopped.EndsAsync());
        await Should.ThrowAsync<OperationCanceledException>(() => underWay.EndsAsync());
        await Should.ThrowAsync<OperationCanceledException>(() => waiting.EndsAsync());
        script.Time.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Disposing_waits_five_seconds_by_default()
    {
        var script = new PublisherScript();
        _ = script.Publisher.PublishAsync("a");
        await script.Service.NextAsync();

        var disposed = script.Publisher.DisposeAsync().AsTask();
        await script.Time.PassAsync(TimeSpan.FromSeconds(5));

        await Should.ThrowAsync<OperationCanceledException>(() => disposed.EndsAsync());
    }
}
