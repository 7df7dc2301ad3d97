using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.InProcess;
using Subscription = Google.Cloud.PubSub.V1.Subscription;

namespace PubSubLab.Emulator.Tests.Service;

public sealed class MessageFaultTests
{
    private const string Topic = "projects/p/topics/t1x";
    private const string Name = "projects/p/subscriptions/s1x";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_lost_acknowledgement_has_no_effect_and_the_message_comes_again()
    {
        await using var emulator = Open();
        using var stream = emulator.Open(Name, Peer, TimeSpan.FromSeconds(10));
        await emulator.PublishAsync(Topic, Message("a"));
        emulator.MessageFaults.AcksToDrop = 1;

        var first = (await stream.ReceiveAsync()).ShouldHaveSingleItem();
        stream.Acknowledge(first).ShouldBeFalse();
        emulator.MessageFaults.AcksToDrop.ShouldBe(0);
        _time.Advance(TimeSpan.FromSeconds(10));

        var second = (await stream.ReceiveAsync()).ShouldHaveSingleItem();
        second.Message.MessageId.ShouldBe(first.Message.MessageId);
        stream.Acknowledge(second).ShouldBeTrue();
    }

    [Fact]
    public async Task A_doubled_delivery_is_the_same_message_twice()
    {
        await using var emulator = Open();
        using var stream = emulator.Open(Name, Peer, TimeSpan.FromSeconds(10));
        emulator.MessageFaults.ToDuplicate = 1;
        await emulator.PublishAsync(Topic, Message("a"));

        var both = await stream.ReceiveAsync();
        both.Count.ShouldBe(2);
        both[0].Message.MessageId.ShouldBe(both[1].Message.MessageId);
    }

    [Fact]
    public async Task A_backlog_can_be_looked_into_without_taking_anything_out()
    {
        await using var emulator = Open();
        await emulator.PublishAsync(Topic, Message("a"));
        _time.Advance(TimeSpan.FromSeconds(5));
        await emulator.PublishAsync(Topic, Message("b"));

        emulator.Inspection.Backlog(Name).ShouldBe(new SubscriptionBacklog(2, 0, TimeSpan.FromSeconds(5)));
        emulator.Inspection.Peek(Name, 10)!.Select(m => (m.State, m.Failures, m.Age.TotalSeconds)).ShouldBe([("waits", 0, 5), ("waits", 0, 0)]);
        emulator.Inspection.Peek(Name, 1)!.Count.ShouldBe(1);

        using var stream = emulator.Open(Name, Peer, TimeSpan.FromSeconds(10));
        (await stream.ReceiveAsync()).Count.ShouldBe(2);
        emulator.Inspection.Backlog(Name).ShouldBe(new SubscriptionBacklog(0, 2, TimeSpan.FromSeconds(5)));
        emulator.Inspection.Peek(Name, 10)![0].State.ShouldBe("outstanding");
        emulator.Inspection.Backlog("projects/p/subscriptions/none").ShouldBeNull();
    }

    [Fact]
    public async Task A_stream_that_is_closed_gives_nothing_more_and_its_leases_run_out()
    {
        await using var emulator = Open();
        var stream = emulator.Open(Name, Peer, TimeSpan.FromSeconds(10));
        await emulator.PublishAsync(Topic, Message("a"));
        (await stream.ReceiveAsync()).Count.ShouldBe(1);
        stream.Dispose();

        (await stream.ReceiveAsync()).ShouldBeEmpty();
        emulator.Inspection.Backlog(Name)!.Outstanding.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(10));
        emulator.Inspection.Backlog(Name)!.Waiting.ShouldBe(1);
    }

    private static EmulatorPeer Peer => new("test", "", "test", null, 1_000, 0);

    private static PubsubMessage Message(string text) => new() { Data = ByteString.CopyFromUtf8(text) };

    private InProcessEmulator Open()
    {
        var emulator = new InProcessEmulator(new PubSubEmulatorOptions { TimeProvider = _time });
        emulator.CreateTopic(Topic);
        emulator.CreateSubscription(new Subscription { Name = Name, Topic = Topic });
        return emulator;
    }
}
