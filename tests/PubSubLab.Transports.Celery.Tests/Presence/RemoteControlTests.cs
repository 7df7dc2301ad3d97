using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using PubSubLab.Transports.Celery.Presence;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Tests.Presence;

/// <summary>Commands without a broker: who is meant, and what anybody may have sent.</summary>
public sealed class RemoteControlTests
{
    private readonly List<(string Exchange, string Key, JsonObject Body)> _replies = [];
    private readonly ConcurrentQueue<string> _said = new();
    private readonly LogicalClock _clock = new();

    [Theory]
    [InlineData("""{}""", true)]
    [InlineData("""{"destination": null}""", true)]
    [InlineData("""{"destination": []}""", true)]
    [InlineData("""{"destination": ["w1@box"]}""", true)]
    [InlineData("""{"destination": ["w2@box", 5, null]}""", false)]
    [InlineData("""{"pattern": "w?@*", "matcher": "glob"}""", true)]
    [InlineData("""{"pattern": "x*", "matcher": "glob"}""", false)]
    [InlineData("""{"pattern": "w[0-9]@", "matcher": "pcre"}""", true)]
    [InlineData("""{"pattern": "box", "matcher": "pcre"}""", false)]
    [InlineData("""{"pattern": "(", "matcher": "pcre"}""", false)]
    [InlineData("""{"pattern": "w1@box", "matcher": "exact"}""", false)]
    public async Task A_command_is_for_whom_it_names(string more, bool meant)
    {
        var body = JsonNode.Parse(more)!.AsObject();
        body["method"] = "ping";
        body["ticket"] = "t";
        body["reply_to"] = new JsonObject { ["exchange"] = "reply.celery.pidbox", ["routing_key"] = "oid" };

        await Control().HandleAsync(Message(body.ToJsonString()));

        _replies.Count.ShouldBe(meant ? 1 : 0);
        if (meant)
        {
            _replies[0].Exchange.ShouldBe("reply.celery.pidbox");
            _replies[0].Key.ShouldBe("oid");
            _replies[0].Body.ToJsonString().ShouldBe("""{"w1@box":{"ok":"pong"}}""");
        }
    }

    [Theory]
    [InlineData("""no json""")]
    [InlineData("""["method"]""")]
    [InlineData("""{"method": 5}""")]
    [InlineData("""{"method": "ping", "method": "stats"}""")]
    [InlineData("""null""")]
    public async Task What_is_no_command_is_said_and_passed_over(string body)
    {
        await Control().HandleAsync(Message(body));

        _said.Single().ShouldContain("no command of Celery's");
        _replies.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"method": "ping", "reply_to": "somewhere"}""")]
    [InlineData("""{"method": "ping", "reply_to": {"exchange": 5}}""")]
    [InlineData("""{"method": "ping", "arguments": [1]}""")]
    [InlineData("""{"method": "active", "arguments": {"safe": "perhaps"}}""")]
    public async Task A_command_of_an_odd_shape_harms_nothing(string body)
    {
        await Control().HandleAsync(Message(body));

        _said.ShouldBeEmpty();
        _replies.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_logical_clock_goes_past_what_it_sees()
    {
        await Control().HandleAsync(Message("""{"method": "clock"}""", new JsonObject { ["clock"] = 41L }));
        _clock.Value.ShouldBe(43);

        await Control().HandleAsync(Message("""{"method": "clock"}""", new JsonObject { ["clock"] = long.MaxValue }));
        _clock.Value.ShouldBe(44);
    }

    [Fact]
    public void A_worker_remembers_the_latest_50_000_revoked_ids()
    {
        var board = new TaskBoard();

        board.Revoke(Enumerable.Range(0, 50_001).Select(i => $"{i}"), new RunEnd(RunEndKind.Revoked), 1);

        board.Revoked.Count.ShouldBe(50_000);
        board.Revoked.ContainsKey("0").ShouldBeFalse();
        board.Revoked.ContainsKey("50000").ShouldBeTrue();
    }

    private static CeleryMessage Message(string body, JsonObject? headers = null) => new() { Headers = headers ?? [], Body = Encoding.UTF8.GetBytes(body) };

    private RemoteControl Control()
    {
        var node = new NodeIdentity("w1@box", "q", 10, TimeSpan.FromSeconds(10), new BrokerFacts("redis", "127.0.0.1", 6379, "0"));
        var board = new TaskBoard();
        return new RemoteControl(
            node, _clock, new InspectCommands(node, CeleryOptions.Default, ["echo"], board, _clock),
            new ControlCommands(board, new WorkerEvents(node, board, _clock, static (_, _) => { }), _said.Enqueue, static () => { }),
            (exchange, key, message) =>
            {
                _replies.Add((exchange, key, PresenceMessages.Read(message)!));
                return Task.CompletedTask;
            },
            _said.Enqueue);
    }
}
