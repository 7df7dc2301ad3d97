using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Services;
using PubSubLab.Emulator.Tests.Support;
using PubSubLab.Emulator.Wire;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Storage;

/// <summary>A kill right behind any commit: a dead letter is in one topic and never in both or neither, and what was confirmed is there.</summary>
public sealed class CommitPointTests : IDisposable
{
    private const int Messages = 4;

    private readonly TemporaryDirectory _disk = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _copies = [];

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task A_dead_letter_is_in_one_place_at_every_commit()
    {
        FaultyDatabase database = null!;
        await using (var live = await StartAsync(new PubSubEmulatorOptions { DataDirectory = _disk.Data, TimeProvider = _time, OpenDatabase = (file, _) => database = new FaultyDatabase(file) }))
        {
            await live.CreateTopicAsync();
            await live.CreateTopicAsync("dead");
            await live.CreateSubscriptionAsync("dead", "dead");
            await live.CreateSubscriptionAsync("sub", set: s => s.DeadLetterPolicy = new() { DeadLetterTopic = Topic("dead"), MaxDeliveryAttempts = 5 });
            await live.PublishAsync([.. Enumerable.Range(0, Messages).Select(static i => $"{i}")]);
            database.Committed = () => _copies.Add(_disk.CopyAsKilled());
            await MoveAsync(live);
            database.Committed = static () => { };
        }

        _copies.Count.ShouldBeGreaterThan(Messages);
        foreach (var copy in _copies)
        {
            await using var broker = BrokerStart.Open(new PubSubEmulatorOptions { DataDirectory = copy, TimeProvider = _time });
            // A message whose last attempt was under way moves at once.
            await Eventually.HoldsAsync(() => broker.Subscription(Subscription("sub")).Inspect().All(static m => m.State != DeliveryState.DeadLettering), "moved");
            var source = broker.Subscription(Subscription("sub")).Unacknowledged().Count();
            var target = broker.Subscription(Subscription("dead")).Unacknowledged().Count();
            (source + target).ShouldBe(Messages, $"{Path.GetFileName(copy)}: {source} in the source and {target} dead-lettered");
        }
    }

    // Nobody waits for it, and no other commit takes it along.
    [Fact]
    public async Task An_acknowledgement_of_a_stream_lasts_although_nothing_follows()
    {
        FaultyDatabase database = null!;
        var commits = 0;
        await using var live = await StartAsync(new PubSubEmulatorOptions { DataDirectory = _disk.Data, TimeProvider = _time, OpenDatabase = (file, _) => database = new FaultyDatabase(file) });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var stream = await live.OpenAsync();
        await live.PublishAsync("x");
        var got = (await stream.NextAsync(1)).ShouldHaveSingleItem();
        database.Committed = () => Interlocked.Increment(ref commits);

        await stream.AcknowledgeAsync(got.AckId);

        await Eventually.HoldsAsync(() => Volatile.Read(ref commits) == 1, "the acknowledgement is committed");
    }

    // Its client did not hear the first answer. The second one promises the same.
    [Fact]
    public async Task An_ack_that_is_sent_again_is_answered_after_the_commit_of_the_first()
    {
        FaultyDatabase database = null!;
        using var commits = new ManualResetEventSlim();
        using var goesOn = new ManualResetEventSlim();
        await using var live = await StartAsync(new PubSubEmulatorOptions { DataDirectory = _disk.Data, TimeProvider = _time, OpenDatabase = (file, _) => database = new FaultyDatabase(file) });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("x");
        var request = new AckRequest();
        request.ReadAcknowledge(new AcknowledgeRequest { Subscription = Subscription(), AckIds = { (await live.PullAsync()).ShouldHaveSingleItem().AckId } }.ToByteArray());
        database.Fails = _ =>
        {
            commits.Set();
            goesOn.Wait();
            return false;
        };
        var subscriber = new RawSubscriber(live.Emulator.Broker);
        var first = Task.Run(() => subscriber.Apply(request));
        await Eventually.HoldsAsync(() => commits.IsSet, "the commit of the first begins");

        var second = subscriber.Apply(request);

        var isEarly = second.IsCompleted;
        goesOn.Set();
        isEarly.ShouldBeFalse();
        await Task.WhenAll(first, second);
    }

    // Nacks until all have moved; the dead-letter subscription is only looked at.
    private static async Task MoveAsync(LiveEmulator live)
    {
        var dead = live.Emulator.Broker.Subscription(Subscription("dead"));
        while (dead.Backlog < Messages)
        {
            foreach (var message in await live.PullAsync("sub"))
            {
                await live.Subscriber.ModifyAckDeadlineAsync(new() { Subscription = Subscription("sub"), AckIds = { message.AckId }, AckDeadlineSeconds = 0 });
            }
        }
    }
}
