using System.Text.Json;
using System.Threading.Channels;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Service;

public sealed class PushTests
{
    [Fact]
    public async Task A_push_endpoint_gets_the_documented_body_and_its_answer_acknowledges()
    {
        await using var endpoint = await Endpoint.StartAsync(_ => 204);
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = endpoint.Url });

        var ids = await live.PublishAsync(Message("hello", "", ("k", "v")));

        var body = await endpoint.NextAsync();
        body.GetProperty("subscription").GetString().ShouldBe(Subscription());
        var message = body.GetProperty("message");
        message.GetProperty("data").GetString().ShouldBe("aGVsbG8=");
        message.GetProperty("messageId").GetString().ShouldBe(ids[0]);
        message.GetProperty("attributes").GetProperty("k").GetString().ShouldBe("v");
        message.GetProperty("publishTime").GetString().ShouldEndWith("Z");
        await FailsAsync(StatusCode.FailedPrecondition, () => live.PullAsync());
    }

    [Fact]
    public async Task What_an_endpoint_refuses_comes_again()
    {
        await using var endpoint = await Endpoint.StartAsync(call => call == 1 ? 500 : 200);
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = endpoint.Url });

        await live.PublishAsync("x");

        var first = await endpoint.NextAsync();
        var second = await endpoint.NextAsync();
        second.GetProperty("message").GetProperty("messageId").GetString().ShouldBe(first.GetProperty("message").GetProperty("messageId").GetString());
    }

    [Fact]
    public async Task Taking_the_endpoint_away_makes_it_a_pull_subscription_again()
    {
        await using var endpoint = await Endpoint.StartAsync(_ => 200);
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = endpoint.Url });

        await live.Subscriber.ModifyPushConfigAsync(new() { Subscription = Subscription(), PushConfig = new() });
        await live.PublishAsync("x");

        (await live.PullAsync(immediately: false)).Count.ShouldBe(1);
    }

    private sealed class Endpoint : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly Channel<JsonElement> _bodies = Channel.CreateUnbounded<JsonElement>();
        private int _calls;

        private Endpoint(Func<int, int> answer)
        {
            var builder = WebApplication.CreateEmptyBuilder(new());
            builder.WebHost.UseKestrelCore();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddLogging();
            _app = builder.Build();
            _app.Run(async context =>
            {
                var body = await JsonDocument.ParseAsync(context.Request.Body);
                context.Response.StatusCode = answer(Interlocked.Increment(ref _calls));
                await _bodies.Writer.WriteAsync(body.RootElement.Clone());
            });
        }

        public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/push";

        public static async Task<Endpoint> StartAsync(Func<int, int> answer)
        {
            var endpoint = new Endpoint(answer);
            await endpoint._app.StartAsync();
            return endpoint;
        }

        public async Task<JsonElement> NextAsync() => await _bodies.Reader.ReadAsync().AsTask().WaitAsync(PullStream.Patience);

        public async ValueTask DisposeAsync() => await _app.DisposeAsync();
    }
}
