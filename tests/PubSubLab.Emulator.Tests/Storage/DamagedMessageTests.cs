using System.Collections.Concurrent;
using System.Text.Json;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Storage;

/// <summary>A message whose bytes changed on the disk is found when it is read, and said; the others go on.</summary>
public sealed class DamagedMessageTests : IDisposable
{
    private static readonly string s_long = new('x', 5000);

    private readonly TemporaryDirectory _disk = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<string> _said = new();

    public void Dispose() => _disk.Dispose();

    [Theory]
    [InlineData("UPDATE messages SET message = x'0a03626164' WHERE id = 1")]
    [InlineData("UPDATE bodies SET message = x'0a03626164' WHERE id = 2")]
    [InlineData("DELETE FROM bodies WHERE id = 2")]
    [InlineData("DELETE FROM bodies WHERE id = 2; UPDATE messages SET checksum = 17 WHERE id = 3", 2)]
    public async Task The_others_arrive_and_the_loss_is_said_once(string damage, int lost = 1)
    {
        await FillAsync();
        Change(damage);
        await using var live = await StartAsync();
        using var stream = await live.OpenAsync();

        var got = await stream.NextAsync(4 - lost);

        await stream.AcknowledgeAsync([.. got.Select(static m => m.AckId)]);
        await Eventually.HoldsAsync(() => EmulatorInspection.Of(live.Emulator).Backlog(Subscription()) is { Waiting: 0, Outstanding: 0 }, "the backlog is empty");
        _said.Count.ShouldBe(lost);
        _said.ShouldAllBe(sentence => sentence.Contains($" of {Subscription()} is lost: its bytes in {_disk.Data}/pubsublab.db are damaged"));
        (await RowsAsync(live)).ShouldBe(0);
    }

    [Fact]
    public async Task A_page_of_bodies_is_damaged()
    {
        await FillAsync(Enumerable.Range(0, 200).Select(static i => $"{i} {s_long}"));
        var file = Path.Combine(_disk.Data, "pubsublab.db");
        var bytes = await File.ReadAllBytesAsync(file);
        var at = bytes.AsSpan().IndexOf("100 xxxxxxxx"u8);
        bytes.AsSpan(at / 4096 * 4096, 4096).Clear();
        await File.WriteAllBytesAsync(file, bytes);
        await using var live = await StartAsync();
        var got = new HashSet<string>();

        await Eventually.HoldsAsync(() => DrainsAsync(live, got), "all others are acknowledged");

        got.Count.ShouldBeInRange(190, 199);
        _said.ShouldContain(sentence => sentence.Contains($" of {Subscription()} is lost"));
        (await live.PublishAsync("more")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_saved_state_is_without_it_and_the_loss_is_said()
    {
        await FillAsync();
        Change("DELETE FROM bodies WHERE id = 2");
        await using var live = await StartAsync();
        using var web = new HttpClient();

        using var state = JsonDocument.Parse(await web.GetStringAsync(new Uri($"http://{live.Emulator.Endpoint}/emulator/v1/state"), TestContext.Current.CancellationToken));

        state.RootElement.GetProperty("messages").EnumerateArray().Select(static m => m.GetProperty("message").GetProperty("messageId").GetString()).ShouldBe(["1", "3", "4"]);
        _said.ShouldHaveSingleItem().ShouldStartWith($"Message 2 of {Subscription()} is lost");
    }

    [Fact]
    public async Task On_its_way_to_the_dead_letter_topic()
    {
        await using (var before = await StartAsync())
        {
            await before.CreateTopicAsync();
            await before.CreateTopicAsync("dead");
            await before.CreateSubscriptionAsync("dead", "dead");
            await before.CreateSubscriptionAsync(set: static s =>
            {
                s.DeadLetterPolicy = new() { DeadLetterTopic = Topic("dead"), MaxDeliveryAttempts = 5 };
                s.RetryPolicy = new() { MinimumBackoff = Seconds(0), MaximumBackoff = Seconds(0) };
            });
            await before.PublishAsync("a");
            for (var i = 0; i < 4; i++)
            {
                await before.ModifyAsync(0, (await before.PullAsync()).ShouldHaveSingleItem().AckId);
            }

            await before.PullAsync();
        }

        // The fifth attempt was under way: it counts, and the letter is due at the start.
        Change("UPDATE messages SET message = x'0a03626164' WHERE id = 1");
        await using var live = await StartAsync();

        await Eventually.HoldsAsync(() => _said.Count == 1, "the loss is said");
        await Eventually.HoldsAsync(async () => await RowsAsync(live) == 0, "nothing is left of it");
        (await live.PullAsync("dead")).ShouldBeEmpty();
    }

    // Until deletes leave the damaged page alone, a commit is refused.
    private static async Task<bool> DrainsAsync(LiveEmulator live, HashSet<string> got)
    {
        try
        {
            var some = await live.PullAsync();
            got.UnionWith(some.Select(static m => m.Message.MessageId));
            if (some.Count > 0)
            {
                await live.AcknowledgeAsync([.. some.Select(static m => m.AckId)]);
            }

            return EmulatorInspection.Of(live.Emulator).Backlog(Subscription()) is { Waiting: 0, Outstanding: 0 };
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            return false;
        }
    }

    private Task FillAsync() => FillAsync(["a", s_long, "c", s_long]);

    private async Task FillAsync(IEnumerable<string> texts)
    {
        await using var before = await StartAsync();
        await before.CreateTopicAsync();
        await before.CreateSubscriptionAsync();
        await before.PublishAsync([.. texts]);
    }

    private Task<LiveEmulator> StartAsync() =>
        LiveEmulator.StartAsync(new PubSubEmulatorOptions { DataDirectory = _disk.Data, TimeProvider = _time, OnPressure = _said.Enqueue });

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_disk.Data}/pubsublab.db;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // The rows that are left after all commits so far.
    private async Task<long> RowsAsync(LiveEmulator live)
    {
        await live.Publisher.UpdateTopicAsync(new() { Topic = new Topic { Name = Topic(), Labels = { ["k"] = "v" } }, UpdateMask = new() { Paths = { "labels" } } });
        using var connection = new SqliteConnection($"Data Source={_disk.Data}/pubsublab.db;Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT count(*) FROM messages) + (SELECT count(*) FROM bodies)";
        return (long)command.ExecuteScalar()!;
    }
}
