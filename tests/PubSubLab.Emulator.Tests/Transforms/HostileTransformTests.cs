using System.Diagnostics;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Transforms;

public sealed class HostileTransformTests
{
    private const string Behaves = "message.data += '!'; return message;";

    [Theory]
    [InlineData("while (true) {}", "takes longer than 500 ms")]
    [InlineData("for (;;) { try { for (;;) {} } catch (e) {} finally { continue; } }", "takes longer than 500 ms")]
    [InlineData("return { data: String(/^(a+)+$/.test('a'.repeat(60) + 'b')) };", "takes longer than 500 ms")]
    [InlineData("return f(message, metadata) + 1;", "deep")]
    [InlineData("let a = []; while (true) { a.push(new Array(100000).fill('x')); }", "MiB")]
    [InlineData("let s = 'x'; while (true) { s += s; }", "")]
    [InlineData("return { data: 'x'.repeat(900000000) };", "")]
    [InlineData("const a = new Array(200000000).fill(1); return { data: String(a.length) };", "")]
    [InlineData("new ArrayBuffer(1700000000); return message;", "")]
    [InlineData(Transform.Crash, "")]
    [InlineData("JSON.parse('['.repeat(4000000)); return message;", "")]
    [InlineData("let o = {}; for (let i = 0; i < 300000; i++) { o = { o }; } return { data: JSON.stringify(o) };", "")]
    [InlineData("return { get data() { while (true) {} } };", "takes longer than 500 ms")]
    [InlineData("return { data: 'a', attributes: new Proxy({}, { ownKeys() { while (true) {} } }) };", "takes longer than 500 ms")]
    [InlineData("Object.defineProperty(Object.prototype, 'x', { get() { while (true) {} } }); return message.x;", "takes longer than 500 ms")]
    [InlineData("new Function('while(true){}')();", "takes longer than 500 ms")]
    [InlineData("throw { toString() { while (true) {} } };", "")]
    public async Task A_hostile_function_fails_its_message_and_hurts_nobody_else(string body, string reason)
    {
        var told = new List<string>();
        await using var live = await LiveEmulator.StartAsync(new() { OnTransformFailed = told.Add });
        await live.Publisher.CreateTopicAsync(new Topic { Name = Topic(), MessageTransforms = { Transform.Of(body) } });
        await live.Publisher.CreateTopicAsync(new Topic { Name = Topic("other"), MessageTransforms = { Transform.Of(Behaves) } });
        await live.CreateSubscriptionAsync("other", "other");

        var refused = await FailsAsync(StatusCode.InvalidArgument, () => live.PublishAsync("a"));
        refused.Status.Detail.ShouldContain(reason);
        await FailsAsync(StatusCode.InvalidArgument, () => live.PublishAsync("b"));

        // One that waits for its limit does not hold up the other topic's.
        var slow = FailsAsync(StatusCode.InvalidArgument, () => live.PublishAsync("c"));
        await live.Publisher.PublishAsync(new PublishRequest { Topic = Topic("other"), Messages = { Message("fine") } });
        (await live.PullAsync("other")).Single().Message.Data.ToStringUtf8().ShouldBe("fine!");
        await slow;
        told.ShouldHaveSingleItem().ShouldStartWith($"A message transform of {Topic()} fails: f ");
    }

    [Fact]
    public async Task A_process_that_is_killed_costs_no_message()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.Publisher.CreateTopicAsync(new Topic { Name = Topic(), MessageTransforms = { Transform.Of(Behaves) } });
        await live.CreateSubscriptionAsync();

        for (var i = 0; i < 3; i++)
        {
            using var process = Process.GetProcessById(live.Emulator.Broker.Transforms.ProcessIds.First());
            process.Kill();
            await live.PublishAsync("a");
        }

        (await live.PullAsync()).Select(m => m.Message.Data.ToStringUtf8()).ShouldBe(["a!", "a!", "a!"]);
    }

    [Fact]
    public async Task The_processes_end_with_the_emulator()
    {
        var live = await LiveEmulator.StartAsync();
        await live.Publisher.CreateTopicAsync(new Topic { Name = Topic(), MessageTransforms = { Transform.Of("while (true) {}") } });
        await FailsAsync(StatusCode.InvalidArgument, () => live.PublishAsync("a"));
        await FailsAsync(StatusCode.InvalidArgument, () => live.PublishAsync("a"));
        var processes = live.Emulator.Broker.Transforms.ProcessIds.Select(Process.GetProcessById).ToArray();
        processes.ShouldNotBeEmpty();

        await live.DisposeAsync();

        foreach (var process in processes)
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            process.Dispose();
        }
    }
}
