using System.Collections.Concurrent;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Limits;
using PubSubLab.Emulator.Services;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Storage;

/// <summary>The room of a data directory on its disk, and the way of a commit to it.</summary>
public sealed class DiskRoomTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();
    private readonly ConcurrentQueue<string> _said = new();
    private long _free = 1 << 30;

    private string File => Path.Combine(_disk.Data, "pubsublab.db");

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task A_disk_that_is_nearly_full_refuses_publishing_and_lets_a_backlog_drain()
    {
        await using var live = await StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("before");
        Volatile.Write(ref _free, 100 << 20);

        RpcException? refused = null;
        await Eventually.HoldsAsync(async () => (refused = await TryPublishAsync(live)) is not null, "publishing is refused");

        refused!.StatusCode.ShouldBe(StatusCode.Unavailable);
        refused.Status.Detail.ShouldContain("the disk has 100 MB free, and 200 MB are to stay free");
        foreach (var message in await live.PullAsync())
        {
            await live.AcknowledgeAsync(message.AckId);
        }

        _said.Count.ShouldBe(1);
        Volatile.Write(ref _free, 1 << 30);
        await Eventually.HoldsAsync(async () => await TryPublishAsync(live) is null, "publishing is open");
        _said.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_start_on_a_full_disk_drains_it()
    {
        await using (var before = await StartAsync())
        {
            await before.CreateTopicAsync();
            await before.CreateSubscriptionAsync();
            await before.PublishAsync("before");
        }

        _free = 0;
        await using var live = await StartAsync();

        await live.AcknowledgeAsync((await live.PullAsync()).ShouldHaveSingleItem().AckId);
    }

    [Fact]
    public async Task An_acknowledged_message_leaves_no_row()
    {
        await using var live = await StartAsync();
        await live.CreateTopicAsync();
        await live.CreateTopicAsync("dead");
        await live.CreateSubscriptionAsync(set: static s =>
        {
            s.EnableExactlyOnceDelivery = true;
            s.DeadLetterPolicy = new() { DeadLetterTopic = Topic("dead"), MaxDeliveryAttempts = 7 };
        });
        await live.PublishAsync("small", new string('x', 5000));
        var got = await live.PullAsync();
        Rows().ShouldBe(2 + 1 + 2);

        await live.AcknowledgeAsync([.. got.Select(static m => m.AckId)]);

        Rows().ShouldBe(0);
    }

    [Fact]
    public async Task After_a_large_backlog_the_file_is_small_and_its_log_did_not_grow()
    {
        await using var live = await StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        var half = new string('x', 9 << 19);
        for (var i = 0; i < 8; i++)
        {
            await live.PublishAsync(half, half[1..]);
        }

        new FileInfo(File).Length.ShouldBeGreaterThan(64 << 20);
        for (var acknowledged = 0; acknowledged < 16;)
        {
            var some = await live.PullAsync();
            await live.AcknowledgeAsync([.. some.Select(static m => m.AckId)]);
            acknowledged += some.Count;
        }

        await Eventually.HoldsAsync(() => new FileInfo(File).Length < 16 << 20, "the file is small");
        new FileInfo($"{File}-wal").Length.ShouldBeInRange(8 << 20, 32 << 20);
    }

    [Fact]
    public async Task A_lone_publish_is_committed_by_its_caller()
    {
        var thread = 0;
        var options = new PubSubEmulatorOptions { DataDirectory = _disk.Data };
        await using var broker = BrokerStart.Open(options with
        {
            OpenDatabase = (file, _) => new FaultyDatabase(file) { Committed = () => Volatile.Write(ref thread, Environment.CurrentManagedThreadId) },
        });
        broker.CreateTopic(new Topic { Name = "projects/p/topics/topic" });
        var request = new PublishRequest { Topic = "projects/p/topics/topic", Messages = { new PubsubMessage { Data = ByteString.CopyFromUtf8("x") } } }.ToByteArray();

        // The store's own thread may still be in a turn.
        await Eventually.HoldsAsync(
            () => new RawPublisher(broker).Publish(request, request.Length, null).IsCompletedSuccessfully && Volatile.Read(ref thread) == Environment.CurrentManagedThreadId,
            "a publish that is stored when the call returns");
    }

    private static async Task<RpcException?> TryPublishAsync(LiveEmulator live)
    {
        try
        {
            await live.PublishAsync("x");
            return null;
        }
        catch (RpcException e)
        {
            return e;
        }
    }

    // Messages, second rows of large ones, and what the subscription has of them.
    private long Rows()
    {
        using var connection = new SqliteConnection($"Data Source={File};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT count(*) FROM messages) + (SELECT count(*) FROM bodies) + (SELECT count(*) FROM entries)";
        return (long)command.ExecuteScalar()!;
    }

    private Task<LiveEmulator> StartAsync() => LiveEmulator.StartAsync(new PubSubEmulatorOptions
    {
        DataDirectory = _disk.Data,
        DiskReserve = 200 << 20,
        OnPressure = _said.Enqueue,
        Limits = new EmulatorLimits { FreeDisk = () => Volatile.Read(ref _free), StorePause = TimeSpan.FromMilliseconds(10) },
    });
}
