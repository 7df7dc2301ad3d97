using Google.Apis.Auth.OAuth2.Responses;
using Grpc.Core;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Subscribing;

public class ReconnectTests
{
    [Fact]
    public async Task A_broken_stream_is_opened_again_after_pauses_that_double_up_to_thirty_seconds()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        foreach (var seconds in new[] { 0.5, 1, 2, 4, 8, 16, 30, 30 })
        {
            stream.Break(StatusCode.Unavailable);
            await script.Time.WaitedForAsync(TimeSpan.FromSeconds(seconds));
            script.Service.OpenedUnseen.ShouldBe(0);

            script.Time.Advance(TimeSpan.FromSeconds(seconds));

            stream = await script.Service.OpenedAsync();
        }
    }

    [Fact]
    public async Task On_an_emulator_that_comes_back_the_stream_is_opened_within_half_a_second()
    {
        var open = false;
        var script = new SubscriberScript(isEmulatorOpen: _ => Task.FromResult(Volatile.Read(ref open)));
        var stream = await script.StartAsync();
        stream.Break(StatusCode.Unavailable);
        await script.Time.PassAsync(TimeSpan.FromSeconds(0.5));
        (await script.Service.OpenedAsync()).Break(StatusCode.Unavailable);
        await script.Time.WaitedForAsync(TimeSpan.FromSeconds(0.5));
        script.Service.OpenedUnseen.ShouldBe(0);

        Volatile.Write(ref open, true);
        script.Time.Advance(TimeSpan.FromSeconds(0.5));

        (await script.Service.OpenedAsync()).Break(StatusCode.Unavailable);
        await script.Time.PassAsync(TimeSpan.FromSeconds(0.5));
        await script.Service.OpenedAsync();
    }

    [Fact]
    public async Task On_an_emulator_that_listens_and_fails_the_pauses_double()
    {
        var script = new SubscriberScript(isEmulatorOpen: _ => Task.FromResult(true));
        var stream = await script.StartAsync();
        foreach (var steps in new[] { 1, 2, 4 })
        {
            stream.Break(StatusCode.Unavailable);
            for (var step = 0; step < steps; step++)
            {
                script.Service.OpenedUnseen.ShouldBe(0);
                await script.Time.PassAsync(TimeSpan.FromSeconds(0.5));
            }

            stream = await script.Service.OpenedAsync();
        }
    }

    [Fact]
    public async Task A_stream_that_brought_something_starts_the_pauses_anew()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Break(StatusCode.Unavailable);
        await script.Time.PassAsync(TimeSpan.FromSeconds(0.5));
        stream = await script.Service.OpenedAsync();
        stream.Send("a");
        await script.HandledAsync("a");

        stream.Break(StatusCode.Unavailable);

        await script.Time.PassAsync(TimeSpan.FromSeconds(0.5));
        await script.Service.OpenedAsync();
    }

    [Fact]
    public async Task A_stream_that_was_open_for_long_is_opened_again_at_once()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        await stream.WrittenAsync().EndsAsync();
        script.Time.Advance(TimeSpan.FromSeconds(46));

        stream.Break(StatusCode.Unavailable);

        await script.Service.OpenedAsync();
    }

    [Fact]
    public async Task A_stream_that_the_service_closes_is_opened_again()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();

        stream.Close();
        await script.Time.PassAsync(TimeSpan.FromSeconds(0.5));

        await script.Service.OpenedAsync();
    }

    [Fact]
    public async Task What_a_broken_stream_brought_is_still_acknowledged()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Send("a");
        await script.HandledAsync("a");

        stream.Break(StatusCode.Unavailable);
        script.Ack("a");

        await script.Service.AskedAsync("ack: a");
    }

    [Theory]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.Unauthenticated)]
    [InlineData(StatusCode.InvalidArgument)]
    public async Task A_failure_that_does_not_pass_ends_the_subscriber_with_it(StatusCode code)
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();

        stream.Break(code);

        (await Should.ThrowAsync<RpcException>(() => script.Run.EndsAsync())).StatusCode.ShouldBe(code);
        script.IsShutDown.ShouldBeTrue();
        script.Time.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_subscriber_gives_up_after_a_hundred_failures_in_a_row()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        for (var failures = 1; failures < 100; failures++)
        {
            stream.Break(StatusCode.Unavailable);
            await Eventually.HoldsAsync(() => script.Time.Waits.Any(wait => wait <= TimeSpan.FromSeconds(30) && wait != TimeSpan.FromSeconds(25)), "the next attempt waits");
            script.Time.Advance(TimeSpan.FromSeconds(30));
            stream = await script.Service.OpenedAsync();
        }

        script.Run.IsCompleted.ShouldBeFalse();
        stream.Break(StatusCode.Unavailable);

        (await Should.ThrowAsync<RpcException>(() => script.Run.EndsAsync())).StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task A_refused_token_is_given_up_earlier()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        var refusal = new TokenResponseException(new TokenErrorResponse { Error = "invalid_grant" });
        for (var failures = 1; failures <= 4; failures++)
        {
            stream.Break(new RpcException(new Status(StatusCode.Internal, "no token", refusal)));
            await script.Time.PassAsync(TimeSpan.FromSeconds(Math.Pow(2, failures - 2)));
            stream = await script.Service.OpenedAsync();
        }

        stream.Break(new RpcException(new Status(StatusCode.Internal, "no token", refusal)));

        (await Should.ThrowAsync<RpcException>(() => script.Run.EndsAsync())).InnerException.ShouldBe(refusal);
    }

    [Fact]
    public async Task One_stream_that_cannot_go_on_ends_the_others_too()
    {
        var script = new SubscriberScript(streams: 2);
        var first = await script.StartAsync();
        var second = await script.Services[1].OpenedAsync();

        first.Break(StatusCode.PermissionDenied);

        await Should.ThrowAsync<RpcException>(() => script.Run.EndsAsync());
        second.IsOver.ShouldBeTrue();
    }
}
