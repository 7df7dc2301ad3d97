using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.Limits;
using PubSubLab.Emulator.Storage;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Storage;

/// <summary>Commits that fail: what was refused did not happen, what was confirmed stays, and it goes on when the disk does.</summary>
public sealed class StoreFaultTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<string> _told = new();
    private FaultyDatabase _database = null!;

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task A_publish_whose_commit_fails_is_refused_and_never_delivered()
    {
        await using var live = await StartAsync();
        await live.CreateSubscriptionAsync();
        _database.Fails = static _ => true;

        (await FailsAsync(StatusCode.Unavailable, () => live.PublishAsync("lost"))).Status.Detail.ShouldContain("the disk is full");
        await FailsAsync(StatusCode.Unavailable, () => live.PublishAsync("lost too"));
        await FailsAsync(StatusCode.Unavailable, () => live.CreateTopicAsync("other"));

        _database.Fails = static _ => false;
        await OpenedAsync();
        await live.PublishAsync("stored");
        (await live.PullAsync()).ShouldHaveSingleItem().Message.Data.ToStringUtf8().ShouldBe("stored");
        _told.Count.ShouldBe(2);
        _told.First().ShouldContain("the disk is full");
        await live.CreateTopicAsync("other");
    }

    [Fact]
    public async Task While_storing_fails_and_deleting_works_messages_are_drained()
    {
        await using var live = await StartAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("x");
        _database.Fails = static operations => operations.Count == 0 || operations.Any(static o => !o.IsAhead);
        await FailsAsync(StatusCode.Unavailable, () => live.PublishAsync("lost"));

        await live.AcknowledgeAsync((await live.PullAsync()).ShouldHaveSingleItem().AckId);

        await using var after = await LiveEmulator.StartAsync(new PubSubEmulatorOptions { DataDirectory = _disk.CopyAsKilled(), TimeProvider = _time });
        (await after.PullAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_acknowledgement_whose_commit_fails_is_refused_and_its_message_comes_again()
    {
        await using var live = await StartAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("a", "b");
        var got = await live.PullAsync();
        _database.Fails = static _ => true;

        await FailsAsync(StatusCode.Unavailable, () => live.AcknowledgeAsync(got[0].AckId));
        await FailsAsync(StatusCode.Unavailable, () => live.ModifyAsync(0, got[1].AckId));
        (await live.PullAsync()).ShouldBeEmpty();

        _database.Fails = static _ => false;
        await OpenedAsync();
        // An id from before acknowledges nothing.
        await live.AcknowledgeAsync([.. got.Select(static m => m.AckId)]);
        (await live.PullAsync()).Select(static m => m.Message.Data.ToStringUtf8()).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task An_exactly_once_stream_hears_that_its_acknowledgement_may_be_tried_again_and_goes_on()
    {
        await using var live = await StartAsync();
        await live.CreateSubscriptionAsync(set: static s => s.EnableExactlyOnceDelivery = true);
        using var stream = await live.OpenAsync();
        await live.PublishAsync("x");
        var first = await stream.NextAsync();
        _database.Fails = static _ => true;

        await stream.AcknowledgeAsync(first.AckId);
        var answer = (await stream.UntilAsync(static r => r.AcknowledgeConfirmation is not null)).AcknowledgeConfirmation;
        answer.TemporaryFailedAckIds.ShouldBe([first.AckId]);
        answer.AckIds.ShouldBeEmpty();

        _database.Fails = static _ => false;
        await OpenedAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        var second = await stream.NextAsync();
        second.Message.MessageId.ShouldBe(first.Message.MessageId);
        await stream.AcknowledgeAsync(second.AckId);
        (await stream.UntilAsync(static r => r.AcknowledgeConfirmation?.AckIds.Count > 0)).AcknowledgeConfirmation.AckIds.ShouldBe([second.AckId]);
    }

    [Fact]
    public async Task A_dead_letter_whose_commit_fails_stays_where_it_was_and_arrives_once()
    {
        await using var live = await StartAsync();
        await live.CreateTopicAsync("dead");
        await live.CreateSubscriptionAsync("dead", "dead");
        await live.CreateSubscriptionAsync(set: static s => s.DeadLetterPolicy = new() { DeadLetterTopic = Topic("dead"), MaxDeliveryAttempts = 5 });
        await live.PublishAsync("x");
        _database.Fails = operations => operations.Any(static o => o is Topics.DeadLetterOperation) && _database.Failures == 0;
        for (var i = 0; i < 5; i++)
        {
            var got = await NextAsync(live, "subscription");
            await live.ModifyAsync(0, got.AckId);
        }

        // Refused once, it is delivered again, and the next failure leads there.
        await Eventually.HoldsAsync(() => _database.Failures == 1, "the commit fails");
        await OpenedAsync();
        (await live.PullAsync("dead")).ShouldBeEmpty();
        await live.ModifyAsync(0, (await NextAsync(live, "subscription")).AckId);

        (await NextAsync(live, "dead")).Message.Attributes["CloudPubSubDeadLetterSourceDeliveryCount"].ShouldBe("6");
        (await live.PullAsync("dead")).ShouldBeEmpty();
        (await live.PullAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task While_another_program_writes_to_the_file_publishing_is_refused()
    {
        await using var live = await StartAsync();
        await live.CreateSubscriptionAsync();
        using (var other = new SqliteConnection($"Data Source={Path.Combine(_disk.Data, "pubsublab.db")};Pooling=false"))
        {
            other.Open();
            using var transaction = other.BeginTransaction();
            (await FailsAsync(StatusCode.Unavailable, () => live.PublishAsync("lost"))).Status.Detail.ShouldContain("another program has locked the file");
            transaction.Rollback();
        }

        await OpenedAsync();
        await live.PublishAsync("stored");
        (await live.PullAsync()).ShouldHaveSingleItem().Message.Data.ToStringUtf8().ShouldBe("stored");
    }

    private async Task<LiveEmulator> StartAsync()
    {
        var live = await LiveEmulator.StartAsync(new PubSubEmulatorOptions
        {
            DataDirectory = _disk.Data, TimeProvider = _time, OnPressure = _told.Enqueue, OpenDatabase = (file, _) => _database = new FaultyDatabase(file),
            Limits = new EmulatorLimits { StorePause = TimeSpan.FromMilliseconds(20) },
        });
        await live.CreateTopicAsync();
        return live;
    }

    private Task OpenedAsync() => Eventually.HoldsAsync(() => _told.Any(static sentence => sentence.Contains("written again", StringComparison.Ordinal)), "the store opens");

    private static async Task<Google.Cloud.PubSub.V1.ReceivedMessage> NextAsync(LiveEmulator live, string id)
    {
        IList<Google.Cloud.PubSub.V1.ReceivedMessage> got = [];
        await Eventually.HoldsAsync(async () => (got = await live.PullAsync(id, max: 1)).Count > 0, $"a message in {id}");
        return got[0];
    }
}
