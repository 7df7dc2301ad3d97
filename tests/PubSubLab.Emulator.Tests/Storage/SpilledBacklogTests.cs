using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.Limits;
using PubSubLab.Emulator.Tests.Control;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Storage;

/// <summary>Messages that left memory arrive whole, wherever they go. Here every message leaves memory when it is stored.</summary>
public sealed class SpilledBacklogTests : IDisposable
{
    private static readonly string s_long = new('x', 5000);

    private readonly TemporaryDirectory _disk = new();
    private readonly FakeTimeProvider _time = new();
    private FaultyDatabase _database = null!;

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task A_stream_brings_all_of_a_backlog_that_takes_next_to_no_memory()
    {
        await using var live = await StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        string[] texts = [.. Enumerable.Range(0, 300).Select(static i => $"{i} {(i % 3 == 0 ? "" : s_long)}")];
        foreach (var some in texts.Chunk(50))
        {
            await live.PublishAsync(some);
        }

        live.Emulator.Broker.Memory.Stored.ShouldBeLessThan(300 * 100);
        using var stream = await live.OpenAsync();
        var got = await stream.NextAsync(300);

        got.Select(static m => m.Message.Data.ToStringUtf8()).ShouldBe(texts);
        await stream.AcknowledgeAsync([.. got.Select(static m => m.AckId)]);
        await Eventually.HoldsAsync(() => live.Emulator.Broker.Memory.Stored == 0, "everything is acknowledged");
    }

    [Fact]
    public async Task A_start_reads_no_message_and_a_pull_brings_each()
    {
        await using (var before = await StartAsync())
        {
            await before.CreateTopicAsync();
            await before.CreateSubscriptionAsync();
            await before.PublishAsync($"a {s_long}", "b", $"c {s_long}");
        }

        await using var after = await StartAsync();

        _database.MessagesRead.ShouldBe(0);
        var got = await after.PullAsync();
        Texts(got).ShouldBe([$"a {s_long}", "b", $"c {s_long}"]);
        await after.ModifyAsync(0, got[2].AckId, got[0].AckId);
        Texts(await after.PullAsync()).ShouldBe([$"c {s_long}", $"a {s_long}"], ignoreOrder: true);
    }

    [Fact]
    public async Task Push_and_the_dead_letter_topic_get_them()
    {
        await using var endpoint = await PushEndpoint.StartAsync(static _ => 500);
        await using var live = await StartAsync();
        await live.CreateTopicAsync();
        await live.CreateTopicAsync("dead");
        await live.CreateSubscriptionAsync("dead", "dead");
        await live.CreateSubscriptionAsync(set: s =>
        {
            s.PushConfig = new() { PushEndpoint = endpoint.Url };
            s.DeadLetterPolicy = new() { DeadLetterTopic = Topic("dead"), MaxDeliveryAttempts = 5 };
        });
        await live.PublishAsync(Message(s_long, "", ("k", "v")));

        IList<ReceivedMessage> letters = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                // After each failure the endpoint rests.
                _time.Advance(TimeSpan.FromMinutes(1));
                return (letters = await live.PullAsync("dead")).Count > 0;
            },
            "the letter arrives");
        (await endpoint.NextAsync()).Json.GetProperty("message").GetProperty("data").GetBytesFromBase64().Length.ShouldBe(s_long.Length);
        var letter = letters.ShouldHaveSingleItem().Message;
        letter.Data.ToStringUtf8().ShouldBe(s_long);
        letter.Attributes["k"].ShouldBe("v");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_seek_finds_filters_and_keys(bool restarts)
    {
        var live = await StartAsync();
        try
        {
            await live.Publisher.CreateTopicAsync(new Topic { Name = Topic(), MessageRetentionDuration = Seconds(3600) });
            var begin = _time.GetUtcNow();
            // A subscription that exists before a restart needs what the disk knows of earlier messages, and a later one too.
            await live.CreateSubscriptionAsync("early", set: Ordered);
            await live.PublishAsync(Message($"1 {s_long}", "a", ("k", "v")), Message("2", "a", ("k", "other")), Message($"3 {s_long}", "a", ("k", "v")), Message("4", "b", ("k", "v")));
            if (restarts)
            {
                await live.DisposeAsync();
                live = await StartAsync();
            }

            await live.CreateSubscriptionAsync("late", set: Ordered);
            foreach (var id in new[] { "early", "late" })
            {
                await live.Subscriber.SeekAsync(new() { Subscription = Subscription(id), Time = Timestamp.FromDateTimeOffset(begin) });
                var got = await live.PullAsync(id);
                got.Where(static m => m.Message.OrderingKey == "a").Select(static m => m.Message.Data.ToStringUtf8()[0]).ShouldBe(['1', '3']);
                got.Where(static m => m.Message.OrderingKey == "b").Select(static m => m.Message.Data.ToStringUtf8()).ShouldBe(["4"]);
                // The first of a key returns with all later ones, so the key is known.
                await live.Subscriber.ModifyAckDeadlineAsync(new() { Subscription = Subscription(id), AckIds = { got.First(static m => m.Message.OrderingKey == "a").AckId } });
                (await live.PullAsync(id)).Select(static m => m.Message.Data.ToStringUtf8()[0]).ShouldBe(['1', '3']);
            }
        }
        finally
        {
            await live.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_snapshot_and_the_state_and_the_inspection_and_the_history_have_them()
    {
        await using var live = await StartAsync(history: true);
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: static s => s.MessageRetentionDuration = Seconds(600));
        await live.PublishAsync(s_long);
        await live.Subscriber.CreateSnapshotAsync(new() { Name = $"{Project}/snapshots/snap", Subscription = Subscription() });
        await live.AcknowledgeAsync((await live.PullAsync()).ShouldHaveSingleItem().AckId);
        await live.Subscriber.SeekAsync(new() { Subscription = Subscription(), Snapshot = $"{Project}/snapshots/snap" });

        using (var control = await ControlClient.OpenAsync(live.Emulator))
        {
            var state = await control.OkAsync("GET", "state");
            state.GetProperty("messages")[0].GetProperty("message").GetProperty("data").GetBytesFromBase64().Length.ShouldBe(s_long.Length);
        }

        EmulatorInspection.Of(live.Emulator).Peek(Subscription(), 5)!.ShouldHaveSingleItem().Message.Data.Length.ShouldBe(s_long.Length);
        Texts(await live.PullAsync()).ShouldBe([s_long]);
        _time.Advance(TimeSpan.FromMinutes(11));

        await Eventually.HoldsAsync(() => live.Emulator.History.Events.Any(static e => e.Kind == EmulatorEventKind.Expired), "the message is too old");
        live.Emulator.History.Events.Where(static e => e.Message is not null).ShouldAllBe(static e => e.Message!.Data.Length == s_long.Length);
    }

    [Fact]
    public async Task A_disk_that_cannot_be_read_is_said_and_nothing_is_lost()
    {
        var said = new List<string>();
        await using var live = await StartAsync(said: said);
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("a", s_long);
        using var stream = await live.OpenAsync(maxMessages: 1);
        var first = await stream.NextAsync();
        _database.FailsToRead = true;
        await stream.AcknowledgeAsync(first.AckId);

        await Eventually.HoldsAsync(() => Said(said).Contains("reading failed", StringComparison.Ordinal), "it is said");
        _database.FailsToRead = false;

        ReceivedMessage second;
        do
        {
            second = await stream.NextAsync();
        }
        while (second.Message.MessageId == first.Message.MessageId);
        second.Message.Data.ToStringUtf8().ShouldBe(s_long);
        await Eventually.HoldsAsync(() => Said(said).Contains("can be written again", StringComparison.Ordinal), "it is over");
    }

    private static void Ordered(Subscription subscription)
    {
        subscription.EnableMessageOrdering = true;
        subscription.Filter = "attributes.k = \"v\"";
    }

    private static IEnumerable<string> Texts(IEnumerable<ReceivedMessage> messages) => messages.Select(static m => m.Message.Data.ToStringUtf8());

    private static string Said(List<string> said)
    {
        lock (said)
        {
            return string.Join('\n', said);
        }
    }

    private Task<LiveEmulator> StartAsync(bool history = false, List<string>? said = null) => LiveEmulator.StartAsync(new PubSubEmulatorOptions
    {
        DataDirectory = _disk.Data,
        TimeProvider = _time,
        KeepHistory = history,
        OpenDatabase = (file, _) => _database = new FaultyDatabase(file),
        Limits = new EmulatorLimits { SpillShare = 0, StorePause = TimeSpan.FromMilliseconds(10) },
        OnPressure = sentence =>
        {
            lock (said ?? [])
            {
                said?.Add(sentence);
            }
        },
    });
}
