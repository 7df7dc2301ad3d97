using System.Threading.Channels;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.Connections;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.InProcess;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Service;

public sealed class PushTests
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(5);

    [Fact]
    public async Task A_push_endpoint_gets_the_documented_body_and_its_answer_acknowledges()
    {
        await using var endpoint = await PushEndpoint.StartAsync(_ => 204);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s =>
        {
            s.PushConfig = new() { PushEndpoint = endpoint.Url };
            s.EnableMessageOrdering = true;
            s.DeadLetterPolicy = new() { DeadLetterTopic = Topic() };
        });

        var ids = await live.PublishAsync(Message("hello", "key", ("k", "v")));

        var got = await endpoint.NextAsync();
        got.Headers["User-Agent"].ShouldBe("CloudPubSub-Google");
        got.Headers["Content-Type"].ShouldBe("application/json");
        got.Headers.Keys.ShouldNotContain("Authorization");
        var body = got.Json;
        body.GetProperty("subscription").GetString().ShouldBe(Subscription());
        var message = body.GetProperty("message");
        message.GetProperty("data").GetString().ShouldBe("aGVsbG8=");
        message.GetProperty("messageId").GetString().ShouldBe(ids[0]);
        message.GetProperty("message_id").GetString().ShouldBe(ids[0]);
        message.GetProperty("orderingKey").GetString().ShouldBe("key");
        message.GetProperty("attributes").GetProperty("k").GetString().ShouldBe("v");
        message.GetProperty("publishTime").GetString().ShouldBe("2026-01-02T03:04:05.678Z");
        message.GetProperty("publish_time").GetString().ShouldBe("2026-01-02T03:04:05.678Z");
        body.GetProperty("deliveryAttempt").GetInt32().ShouldBe(1);
        await FailsAsync(StatusCode.FailedPrecondition, () => live.PullAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Push_goes_on_after_streams_broke_and_after_the_emulator_was_down(bool down)
    {
        await using var endpoint = await PushEndpoint.StartAsync(_ => 200);
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = endpoint.Url });
        await live.PublishAsync("before");
        await endpoint.NextAsync();

        if (down)
        {
            live.Emulator.Faults.IsDown = true;
            live.Emulator.Faults.IsDown = false;
        }
        else
        {
            live.Emulator.Faults.BreakStreams(Subscription()).ShouldBe(0);
        }

        await live.PublishAsync("after");

        (await endpoint.NextAsync()).Json.GetProperty("message").GetProperty("data").GetString().ShouldBe("YWZ0ZXI=");
    }

    [Fact]
    public async Task Push_goes_on_while_the_emulator_is_down()
    {
        await using var endpoint = await PushEndpoint.StartAsync(_ => 500);
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = endpoint.Url });
        await live.PublishAsync("x");
        await endpoint.NextAsync();

        live.Emulator.Faults.IsDown = true;

        // One attempt may have been under way before.
        await endpoint.NextAsync();
        await endpoint.NextAsync();
    }

    [Fact]
    public async Task What_an_endpoint_refuses_comes_again()
    {
        await using var endpoint = await PushEndpoint.StartAsync(call => call == 1 ? 500 : 200);
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = endpoint.Url });

        await live.PublishAsync("x");

        var first = (await endpoint.NextAsync()).Json;
        var second = (await endpoint.NextAsync()).Json;
        second.GetProperty("message").GetProperty("messageId").GetString().ShouldBe(first.GetProperty("message").GetProperty("messageId").GetString());
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_or_refuses_is_told_once_a_minute()
    {
        var said = Channel.CreateUnbounded<string>();
        var free = FreePort.Find("localhost", [System.Net.IPAddress.Loopback]);
        await using var endpoint = await PushEndpoint.StartAsync(_ => 503);
        await using var live = await LiveEmulator.StartAsync(new() { OnPushFailed = sentence => said.Writer.TryWrite(sentence) });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync("gone", set: s => s.PushConfig = new() { PushEndpoint = $"http://127.0.0.1:{free}/push" });
        await live.PublishAsync("x");

        var gone = await said.Reader.ReadAsync().AsTask().WaitAsync(PullStream.Patience);
        gone.ShouldContain($"http://127.0.0.1:{free}/push");
        gone.ShouldContain(Subscription("gone"));
        gone.ShouldContain("refused");

        await live.CreateSubscriptionAsync("refusing", set: s => s.PushConfig = new() { PushEndpoint = endpoint.Url });
        await live.PublishAsync("y");
        (await said.Reader.ReadAsync().AsTask().WaitAsync(PullStream.Patience)).ShouldContain("it answers 503");
        for (var i = 0; i < 4; i++)
        {
            await endpoint.NextAsync();
        }

        said.Reader.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Taking_the_endpoint_away_makes_it_a_pull_subscription_again()
    {
        await using var endpoint = await PushEndpoint.StartAsync(_ => 200);
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = endpoint.Url });

        await live.Subscriber.ModifyPushConfigAsync(new() { Subscription = Subscription(), PushConfig = new() });
        await live.PublishAsync("x");

        (await live.PullAsync(immediately: false)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Every_answer_but_a_documented_one_gives_the_message_back()
    {
        // 102 stands for a success too; as an interim answer it never is the last one, so no server can send it.
        var answers = new[] { 301, 404, 203, 500, 200 };
        await using var endpoint = await PushEndpoint.StartAsync(call => answers[call - 1]);
        var acked = new EventWaiter(EmulatorEventKind.Acked);
        await using var live = await LiveEmulator.StartAsync(new() { KeepHistory = true, Observer = acked });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = endpoint.Url });
        await live.PublishAsync("x");

        for (var i = 0; i < answers.Length; i++)
        {
            await endpoint.NextAsync();
        }

        // The endpoint has answered; the emulator has still to take the answer in.
        await acked.Happened.WaitAsync(PullStream.Patience);
        await live.Emulator.DisposeAsync();
        live.Emulator.History.Events.Count(e => e.Kind == EmulatorEventKind.Nacked).ShouldBe(answers.Length - 1);
        live.Emulator.History.Events.Count(e => e.Kind == EmulatorEventKind.Acked).ShouldBe(1);
    }

    [Fact]
    public async Task An_endpoint_that_keeps_failing_is_left_alone_longer_and_longer()
    {
        await using var endpoint = await PushEndpoint.StartAsync(_ => 500);
        var time = new FakeTimeProvider();
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time, KeepHistory = true });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = endpoint.Url });
        EmulatorEvent[] Of(EmulatorEventKind kind) => [.. live.Emulator.History.Events.Where(e => e.Kind == kind)];

        await live.PublishAsync("x");
        for (var failures = 1; failures <= 4; failures++)
        {
            await Eventually.HoldsAsync(() => Of(EmulatorEventKind.Nacked).Length >= failures, $"failure {failures}");
            await Eventually.HoldsAsync(() => Of(EmulatorEventKind.Delivered).Length > failures, $"a delivery after failure {failures}", time, s_step);

            var pause = Of(EmulatorEventKind.Delivered)[failures].Time - Of(EmulatorEventKind.Nacked)[failures - 1].Time;
            pause.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(100 << (failures - 1)));
        }
    }

    [Fact]
    public async Task A_failure_halves_the_number_of_requests_under_way()
    {
        await using var endpoint = await PushEndpoint.StartAsync(_ => 500);
        var time = new FakeTimeProvider();
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time, KeepHistory = true });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = endpoint.Url });
        int Count(EmulatorEventKind kind) => live.Emulator.History.Events.Count(e => e.Kind == kind);

        // One request fails of the eight that could be under way, so four can be.
        await live.PublishAsync("x");
        await Eventually.HoldsAsync(() => Count(EmulatorEventKind.Nacked) == 1, "the first failure");
        await live.PublishAsync([.. Enumerable.Range(0, 20).Select(i => $"{i}")]);
        await Eventually.HoldsAsync(() => Count(EmulatorEventKind.Delivered) > 1, "the next requests", time, s_step);
        await Eventually.HoldsAsync(() => Count(EmulatorEventKind.Nacked) >= 5, "their failures");

        Count(EmulatorEventKind.Delivered).ShouldBe(1 + 4);
    }

    [Fact]
    public async Task Requests_that_fail_together_are_one_failure_for_the_pause()
    {
        await using var endpoint = await PushEndpoint.StartAsync(_ => 500);
        var time = new FakeTimeProvider();
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time, KeepHistory = true });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = endpoint.Url });
        EmulatorEvent[] Of(EmulatorEventKind kind) => [.. live.Emulator.History.Events.Where(e => e.Kind == kind)];

        await live.PublishAsync([.. Enumerable.Range(0, 8).Select(i => $"{i}")]);
        await Eventually.HoldsAsync(() => Of(EmulatorEventKind.Nacked).Length == 8, "eight failures");
        await Eventually.HoldsAsync(() => Of(EmulatorEventKind.Delivered).Length > 8, "the next request", time, s_step);

        (Of(EmulatorEventKind.Delivered)[8].Time - Of(EmulatorEventKind.Nacked)[0].Time).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Requests_that_fail_together_halve_the_window_once()
    {
        using var handler = new Answers();
        var time = new FakeTimeProvider();
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time, PushHandler = handler });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = "http://nobody.invalid/push" });

        await live.PublishAsync([.. Enumerable.Range(0, 20).Select(i => $"{i}")]);
        foreach (var window in (int[])[8, 4, 2, 1])
        {
            await Eventually.HoldsAsync(() => handler.Waiting == window, $"a round of {window}", time, s_step);
            handler.AnswerAll(System.Net.HttpStatusCode.InternalServerError);
        }
    }

    [Fact]
    public async Task A_late_success_of_an_earlier_round_changes_neither_the_rest_nor_the_window()
    {
        using var handler = new Answers();
        var time = new FakeTimeProvider();
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time, KeepHistory = true, PushHandler = handler });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = "http://nobody.invalid/push" });
        int Count(EmulatorEventKind kind) => live.Emulator.History.Events.Count(e => e.Kind == kind);

        // The first round: eight requests, of which one fails before the others succeed.
        await live.PublishAsync([.. Enumerable.Range(0, 30).Select(i => $"{i}")]);
        await Eventually.HoldsAsync(() => handler.Waiting == 8, "the first round");
        handler.AnswerNext(System.Net.HttpStatusCode.InternalServerError);
        await Eventually.HoldsAsync(() => Count(EmulatorEventKind.Nacked) == 1, "the failure");
        handler.AnswerAll(System.Net.HttpStatusCode.OK);
        await Eventually.HoldsAsync(() => Count(EmulatorEventKind.Acked) == 7, "the late successes");
        await live.PublishAsync("a sign that the deliverer may go on");
        Count(EmulatorEventKind.Delivered).ShouldBe(8, "the endpoint rests");

        // The second round: four, and all fail. The second failure in a row: the rest is twice as long.
        await Eventually.HoldsAsync(() => handler.Waiting == 4, "the second round", time, s_step);
        handler.AnswerAll(System.Net.HttpStatusCode.InternalServerError);
        await Eventually.HoldsAsync(() => Count(EmulatorEventKind.Nacked) == 1 + 4, "the second failure");
        await Eventually.HoldsAsync(() => handler.Waiting == 2, "the third round", time, s_step);
        var events = live.Emulator.History.Events;
        var pause = events.Last(e => e.Kind == EmulatorEventKind.Delivered).Time - events.Last(e => e.Kind == EmulatorEventKind.Nacked).Time;
        pause.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(200));
        handler.AnswerAll(System.Net.HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handler_that_throws_anything_gives_the_message_back_and_keeps_no_emulator_from_ending(bool laterThanTheCall)
    {
        using var handler = new Throws(laterThanTheCall);
        var said = Channel.CreateUnbounded<string>();
        var time = new FakeTimeProvider();
        var live = await LiveEmulator.StartAsync(
            new() { TimeProvider = time, KeepHistory = true, PushHandler = handler, OnPushFailed = sentence => said.Writer.TryWrite(sentence) });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = "http://nobody.invalid/push" });
        int Count(EmulatorEventKind kind) => live.Emulator.History.Events.Count(e => e.Kind == kind);

        await live.PublishAsync("x");
        await Eventually.HoldsAsync(() => Count(EmulatorEventKind.Nacked) == 1, "the message is given back");
        await live.PublishAsync([.. Enumerable.Range(0, 20).Select(i => $"{i}")]);
        await Eventually.HoldsAsync(() => Count(EmulatorEventKind.Nacked) == 1 + 4, "half the window, after a rest", time, s_step);
        (await said.Reader.ReadAsync().AsTask().WaitAsync(PullStream.Patience)).ShouldContain("a fault of the handler");

        await live.DisposeAsync().AsTask().WaitAsync(PullStream.Patience);
    }

    [Fact]
    public async Task Each_success_lets_one_more_request_be_under_way()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var endpoint = await PushEndpoint.StartAsync(call => call <= 3 ? 200 : Held(call, gate.Task));
        await using var live = await LiveEmulator.StartAsync(new() { KeepHistory = true });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = endpoint.Url });
        int Count(EmulatorEventKind kind) => live.Emulator.History.Events.Count(e => e.Kind == kind);

        // Three answers open the first window of eight by three; the others wait for theirs.
        await live.PublishAsync([.. Enumerable.Range(0, 40).Select(i => $"{i}")]);
        await Eventually.HoldsAsync(() => Count(EmulatorEventKind.Acked) == 3 && Count(EmulatorEventKind.Delivered) == 3 + 8 + 3, "the window");
        gate.SetResult();
        await Eventually.HoldsAsync(() => Count(EmulatorEventKind.Acked) == 40, "all arrive");

        static int Held(int call, Task gate)
        {
            gate.Wait(PullStream.Patience).ShouldBeTrue($"call {call} is let go");
            return 200;
        }
    }

    [Fact]
    public async Task A_handler_gets_the_requests_instead_of_the_network()
    {
        using var handler = new Takes();
        await using var emulator = new InProcessEmulator(new() { PushHandler = handler });
        emulator.CreateTopic("projects/p/topics/orders");
        emulator.CreateSubscription(new() { Name = "projects/p/subscriptions/pushed", Topic = "projects/p/topics/orders", PushConfig = new() { PushEndpoint = "http://nobody.invalid/push" } });
        await emulator.PublishAsync("projects/p/topics/orders", new PubsubMessage { Data = ByteString.CopyFromUtf8("x") });

        (await handler.Got.Task.WaitAsync(PullStream.Patience)).ShouldBe(new Uri("http://nobody.invalid/push"));
    }

    [Fact]
    public async Task A_message_without_a_wrapper_is_its_data_alone()
    {
        await using var endpoint = await PushEndpoint.StartAsync(_ => 200);
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = endpoint.Url, NoWrapper = new() });

        await live.PublishAsync(Message("raw", "", ("k", "v")));

        var got = await endpoint.NextAsync();
        got.Body.ShouldBe("raw");
        got.Headers.Keys.ShouldNotContain("k");
        got.Headers.Keys.ShouldNotContain("x-goog-pubsub-message-id");
    }

    [Fact]
    public async Task Metadata_goes_into_headers_and_an_attribute_cannot_smuggle_one_in()
    {
        await using var endpoint = await PushEndpoint.StartAsync(_ => 200);
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = endpoint.Url, NoWrapper = new() { WriteMetadata = true } });

        var ids = await live.PublishAsync(Message(
            "raw", "", ("k", "v"), ("evil", "a\r\nInjected: yes"), ("Host", "elsewhere"), ("Transfer-Encoding", "chunked"), ("Content-Length", "1"),
            ("with space", "v"), ("ünïcode", "v"), ("text", "ünïcode"), ("Expect", "100-continue"),
            ("Content-Type", "text/csv; charset=utf-8"), ("content-language", "de"), ("User-Agent", "other"), ("x-goog-pubsub-message-id", "other")));

        var got = await endpoint.NextAsync();
        got.Body.ShouldBe("raw");
        got.Headers["x-goog-pubsub-subscription-name"].ShouldBe(Subscription());
        got.Headers["x-goog-pubsub-message-id"].ShouldBe(ids[0]);
        got.Headers["k"].ShouldBe("v");
        got.Headers["Host"].ShouldStartWith("127.0.0.1:");
        got.Headers.Keys.ShouldNotContain("Injected");
        got.Headers.Keys.ShouldNotContain("evil");
        got.Headers.Keys.ShouldNotContain("Expect");
        got.Headers["Content-Type"].ShouldBe("text/csv; charset=utf-8");
        got.Headers["Content-Language"].ShouldBe("de");
        got.Headers["User-Agent"].ShouldBe("CloudPubSub-Google");
    }

    [Fact]
    public async Task An_endpoint_that_is_not_there_keeps_no_emulator_from_ending()
    {
        var live = await LiveEmulator.StartAsync(new() { KeepHistory = true });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = "http://127.0.0.1:1/nobody" });
        await live.PublishAsync("x");

        await live.DisposeAsync().AsTask().WaitAsync(PullStream.Patience);

        live.Emulator.History.Events.ShouldNotContain(e => e.Kind == EmulatorEventKind.Acked);
    }

    private sealed class Takes : HttpMessageHandler
    {
        public TaskCompletionSource<Uri?> Got { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Got.TrySetResult(request.RequestUri);
            return Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.NoContent));
        }
    }

    private sealed class Answers : HttpMessageHandler
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<TaskCompletionSource<HttpResponseMessage>> _waiting = new();

        public int Waiting => _waiting.Count;

        public void AnswerNext(System.Net.HttpStatusCode status)
        {
            _waiting.TryDequeue(out var next).ShouldBeTrue();
            next!.SetResult(new HttpResponseMessage(status));
        }

        public void AnswerAll(System.Net.HttpStatusCode status)
        {
            for (var left = Waiting; left > 0; left--)
            {
                AnswerNext(status);
            }
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(answer);
            return answer.Task.WaitAsync(cancellationToken);
        }
    }

    private sealed class Throws(bool laterThanTheCall) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            laterThanTheCall ? LaterAsync() : throw new InvalidOperationException("a fault of the handler");

        private static async Task<HttpResponseMessage> LaterAsync()
        {
            await Task.Yield();
            throw new InvalidOperationException("a fault of the handler");
        }
    }
}
