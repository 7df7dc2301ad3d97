using System.Text;
using System.Text.Json.Nodes;
using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Canvas;
using PubSubLab.Transports.Celery.Protocol;
using PubSubLab.Transports.Celery.Redis;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests.Protocol;

/// <summary>Messages without a broker.</summary>
public sealed class CeleryTaskTests
{
    private const string Plain = """[[{"a":1}], {}, {"callbacks": null, "errbacks": null, "chain": null, "chord": null}]""";

    [Fact]
    public void A_message_as_Python_writes_it_is_read()
    {
        // Taken from Celery 5.2.6 on Redis.
        const string envelope = """{"body": "W1t7ImEiOiAxLjV9XSwge30sIHsiY2FsbGJhY2tzIjogbnVsbCwgImVycmJhY2tzIjogbnVsbCwgImNoYWluIjogbnVsbCwgImNob3JkIjogbnVsbH1d", "content-encoding": "utf-8", "content-type": "application/json", "headers": {"lang": "py", "task": "echo", "id": "07ff420d", "shadow": null, "eta": "2026-11-25T01:34:30.829212+00:00", "expires": "2026-11-25T01:34:57.829212+00:00", "group": null, "group_index": null, "retries": 2, "timelimit": [null, null], "root_id": "07ff420d", "parent_id": null, "argsrepr": "[{'a': 1.5}]", "kwargsrepr": "{}", "origin": "gen@vm", "ignore_result": true, "user_id": "u1"}, "properties": {"correlation_id": "07ff420d", "reply_to": "bd9c", "delivery_mode": 2, "expiration": "30000", "delivery_info": {"exchange": "", "routing_key": "lab-q"}, "priority": 3, "body_encoding": "base64", "delivery_tag": "616f"}}""";

        var message = KombuEnvelope.Read(Encoding.UTF8.GetBytes(envelope));
        var task = CeleryTask.Read(message);

        message.Priority.ShouldBe(3);
        message.Expiration.ShouldBe("30000");
        (task.Id, task.Name, task.Handler, task.Retries, task.IgnoreResult).ShouldBe(("07ff420d", "echo", "echo", 2, true));
        task.Task.Text.ShouldBe("""{"a": 1.5}""");
        task.Task.UserId.ShouldBe("u1");
        task.Eta.ShouldBe(new DateTimeOffset(2026, 11, 25, 1, 34, 30, TimeSpan.Zero).AddMicroseconds(829_212));
        task.Expires.ShouldBe(new DateTimeOffset(2026, 11, 25, 1, 34, 57, TimeSpan.Zero).AddMicroseconds(829_212));
    }

    [Theory]
    [InlineData("""{}""", Plain, "no message of Celery's protocol 2")]
    [InlineData("""{"task":"echo","id":"1"}""", "nonsense", "its body is not JSON")]
    [InlineData("""{"task":"echo","id":"1"}""", "[1, 2, 3]", "its body is not [args, kwargs, embed]")]
    [InlineData("""{"task":"echo","id":"1"}""", """[[1], {}, {"chain": [{"args": [1]}]}]""", "it comes with a 'chain' that is no signature")]
    [InlineData("""{"task":"echo","id":"1"}""", """[[1], {}, {"callbacks": "later"}]""", "it comes with a 'callbacks' that is no signature")]
    [InlineData("""{"task":"echo","id":"1"}""", """[[1], {}, {"errbacks": [null]}]""", "it comes with a 'errbacks' that is no signature")]
    [InlineData("""{"task":"echo","id":"1"}""", """[[1], {}, {"chord": {"task": "b", "subtask_type": "ballad"}}]""", "it comes with a 'chord' that is no signature")]
    [InlineData("""{"task":"echo","id":"1"}""", """[[1], {}, {"chain": [{"task": "celery.group", "subtask_type": "group", "kwargs": {"tasks": []}}]}]""", "has no tasks")]
    [InlineData("""{"task":"echo","id":"1"}""", """[[1], {}, {"chain": [{"task": "celery.chord", "subtask_type": "chord", "kwargs": {"header": [{"task": "a"}]}}]}]""", "no signature")]
    [InlineData("""{"task":"echo","id":"1","eta":"tomorrow"}""", Plain, "its eta 'tomorrow' is no time")]
    [InlineData("""{"task":"echo","id":"1","compression":"application/x-gzip"}""", Plain, "its body is not application/x-gzip, though it says so")]
    [InlineData("""{"task":"echo","id":"1","compression":"application/x-bz2"}""", Plain, "its body is not application/x-bz2, though it says so")]
    [InlineData("""{"task":"echo","id":"1","compression":"application/x-brotli"}""", Plain, "its body is not application/x-brotli, though it says so")]
    [InlineData("""{"task":"echo","id":"1","compression":"application/zstd"}""", Plain, "it is compressed by application/zstd, which the lab does not read")]
    [InlineData("""{}""", """{"task": "echo", "id": "1", "args": [1], "kwargs": {}}""", "it is of Celery's protocol 1")]
    public void What_the_lab_cannot_do_is_refused_with_a_sentence(string headers, string body, string sentence)
    {
        var message = new CeleryMessage { Headers = JsonNode.Parse(headers)!.AsObject(), Body = Encoding.UTF8.GetBytes(body) };

        Should.Throw<RefusedMessageException>(() => Sequel.Read(CeleryTask.Read(message))).Message.ShouldContain(sentence);
    }

    [Theory]
    [InlineData("[[1], {}, {}]", "1")]
    [InlineData("[[{\"a\":  1.50}], {\"b\": 2}, {}]", "{\"a\":  1.50}")]
    [InlineData("[[1, \"two\", null], {}, {}]", "[1, \"two\", null]")]
    [InlineData("[[], {\"a\": 1, \"b\": [2]}, {}]", "{\"a\": 1, \"b\": [2]}")]
    [InlineData("[[], {}, {}]", "{}")]
    [InlineData("[[1], {}, null]", "1")]
    public void A_handler_gets_the_one_argument_or_the_list_of_them_or_the_keyword_arguments(string body, string text)
    {
        var message = new CeleryMessage { Headers = new JsonObject { ["task"] = "echo", ["id"] = "1" }, Body = Encoding.UTF8.GetBytes(body) };

        CeleryTask.Read(message).Task.Text.ShouldBe(text);
    }

    [Fact]
    public void A_body_that_grows_without_bounds_is_refused()
    {
        using var bomb = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(bomb, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 65; i++)
            {
                zlib.Write(zeros);
            }
        }

        var message = new CeleryMessage
        {
            Headers = new JsonObject { ["task"] = "echo", ["id"] = "1", ["compression"] = "application/x-gzip" }, Body = bomb.ToArray(),
        };

        Should.Throw<RefusedMessageException>(() => CeleryTask.Read(message)).Message.ShouldContain("grows to more than 64 MiB");
    }

    [Theory]
    [InlineData("echo", "echo")]
    [InlineData("proj.tasks.add", "slow")]
    [InlineData("proj.tasks.other", null)]
    [InlineData("proj.tasks.lost", null)]
    public void A_tasks_name_is_a_handlers_or_mapped_to_one(string name, string? handler)
    {
        var names = new TaskNames(["echo", "slow"], new Dictionary<string, string> { ["proj.tasks.add"] = "slow", ["proj.tasks.lost"] = "gone" });

        if (handler is not null)
        {
            names.HandlerOf(name, "1").ShouldBe(handler);
            return;
        }

        var refused = Should.Throw<RefusedMessageException>(() => names.HandlerOf(name, "1"));
        (refused.Type, refused.Argument).ShouldBe(("NotRegistered", name));
        refused.Message.ShouldContain($"CELERY_TASKS={name}=HANDLER");
    }

    [Fact]
    public void A_star_stands_for_every_name_without_a_handler()
    {
        var names = new TaskNames(["echo", "slow"], new Dictionary<string, string> { ["*"] = "echo" });

        names.HandlerOf("proj.tasks.any", "1").ShouldBe("echo");
        names.HandlerOf("slow", "1").ShouldBe("slow");
    }

    [Theory]
    [InlineData("application/x-python-serialize", "its content is pickle")]
    [InlineData("application/x-yaml", "its content is application/x-yaml")]
    public void Only_JSON_is_read(string contentType, string sentence)
    {
        var message = new CeleryMessage { Headers = new JsonObject { ["task"] = "echo", ["id"] = "1" }, Body = Encoding.UTF8.GetBytes(Plain), ContentType = contentType };

        var refused = Should.Throw<RefusedMessageException>(() => CeleryTask.Read(message));

        refused.Message.ShouldContain(sentence);
        refused.Type.ShouldBe("ContentDisallowed");
        refused.TaskId.ShouldBe("1");
    }

    [Fact]
    public void Keyword_arguments_and_headers_of_other_programs_become_attributes()
    {
        var message = new CeleryMessage
        {
            Headers = JsonNode.Parse("""{"task":"slow","id":"1","tenant":"acme","level":3,"timelimit":[null,null]}""")!.AsObject(),
            Body = Encoding.UTF8.GetBytes("""[[1], {"user_id": "u", "retry": true}, {}]"""),
        };

        CeleryTask.Read(message).Task.Attributes.ShouldBe(
            new Dictionary<string, string> { ["tenant"] = "acme", ["level"] = "3", ["user_id"] = "u", ["retry"] = "true", ["celery_task"] = "slow" }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("id", "x", "The attribute 'id' cannot be carried")]
    [InlineData("celery_countdown", "soon", "celery_countdown is 'soon'; it must be a number of seconds")]
    [InlineData("celery_expires", "late", "celery_expires is 'late'; it must be a number of seconds or a time such as")]
    [InlineData("celery_priority", "high", "celery_priority is 'high'; it must be a whole number from 0 to 255")]
    public void An_attribute_that_cannot_be_carried_is_refused_before_anything_is_sent(string name, string value, string sentence)
    {
        Should.Throw<LabException>(() => CeleryMessages.Create(Tasks.Of("{}", (name, value)), "1", CeleryOptions.Default)).Message.ShouldStartWith(sentence);
    }

    [Fact]
    public void A_body_that_is_not_JSON_is_refused_before_anything_is_sent()
    {
        Should.Throw<LabException>(() => CeleryMessages.Create(Tasks.Of("{oops"), "1", CeleryOptions.Default)).Message.ShouldStartWith("The task is not JSON");
    }

    [Fact]
    public void The_next_attempt_keeps_everything_but_its_retries_and_its_eta()
    {
        var first = CeleryMessages.Create(Tasks.Of("""{"a":1}""", ("user_id", "u")), "1", CeleryOptions.Default);
        var eta = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        var next = CeleryTask.Read(KombuEnvelope.Read(KombuEnvelope.Write(first.Retry(4, eta), "q")));

        (next.Id, next.Retries, next.Eta, next.Handler).ShouldBe(("1", 4, eta, null));
        next.Task.UserId.ShouldBe("u");
        first.Headers["retries"]!.GetValue<int>().ShouldBe(0);
    }

    [Theory]
    [InlineData(null, "q")]
    [InlineData(0, "q")]
    [InlineData(2, "q")]
    [InlineData(3, "q\u0006\u00163")]
    [InlineData(8, "q\u0006\u00166")]
    [InlineData(200, "q\u0006\u00169")]
    public void A_priority_goes_into_the_list_of_the_next_lower_step(int? priority, string list)
    {
        new RedisKeys(new RedisNaming()).ListOf("q", priority).ToString().ShouldBe(list);
    }

    [Theory]
    [InlineData("#", "anything.at.all", true)]
    [InlineData("user.a-b", "user.a-b", true)]
    [InlineData("user.a-b", "user.a-bc", false)]
    [InlineData("user.a.b", "user.axb", false)]
    public void A_binding_takes_its_keys_and_no_others(string binding, string key, bool takes)
    {
        RoutingKey.Matches(binding, RoutingKey.PatternOf(binding), key).ShouldBe(takes);
    }
}
