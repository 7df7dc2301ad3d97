using System.Text.Json;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PubSubLab.Emulator.Tests.Rest;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Transforms;

/// <summary>Rules of the resources, over gRPC and REST, on topics and subscriptions, at creation and update.</summary>
public sealed class TransformRuleTests
{
    public static TheoryData<string, StatusCode, string> Wrong() => new()
    {
        { "[{}]", StatusCode.InvalidArgument, "[0] has no transform: set javascript_udf." },
        { """[{"javascriptUdf":{"functionName":"","code":"x"}}]""", StatusCode.InvalidArgument, "[0].javascript_udf.function_name is \"\": it must be the name" },
        { """[{"javascriptUdf":{"functionName":"a b","code":"x"}}]""", StatusCode.InvalidArgument, "function_name is \"a b\"" },
        { """[{"javascriptUdf":{"functionName":"f","code":""}}]""", StatusCode.InvalidArgument, "[0].javascript_udf.code is empty" },
        { """[{"javascriptUdf":{"functionName":"f","code":"function f(m){return m} //PADDING"}}]""".Replace("PADDING", new string('x', 20 << 10), StringComparison.Ordinal), StatusCode.InvalidArgument, "code is too large: it has" },
        { """[{"javascriptUdf":{"functionName":"f","code":"function f(m) {\n  return m;\n  } }"}}]""", StatusCode.InvalidArgument, "in line 3, column 5" },
        { """[{"javascriptUdf":{"functionName":"f","code":"function g(m) { return m; }"}}]""", StatusCode.InvalidArgument, "code has no function \"f\"" },
        { """[{"javascriptUdf":{"functionName":"f","code":"const f = 1;"}}]""", StatusCode.InvalidArgument, "code has no function \"f\"" },
        { """[{"javascriptUdf":{"functionName":"f","code":"while (true) {} function f(m) { return m; }"}}]""", StatusCode.InvalidArgument, "it takes longer than 500 ms" },
        { """[{"javascriptUdf":{"functionName":"f","code":"import fs from 'fs'; function f(m) { return m; }"}}]""", StatusCode.InvalidArgument, "in line 1, column 1" },
        { """[{"disabled":true,"javascriptUdf":{"functionName":"f","code":"}"}}]""", StatusCode.InvalidArgument, "in line 1, column 1" },
        { $"[{F("f")},{F("f")}]", StatusCode.InvalidArgument, "[1].javascript_udf.function_name is \"f\": each function" },
        { $"[{F("a")},{F("b")},{F("c")},{F("d")},{F("e")},{F("f")}]", StatusCode.InvalidArgument, "has 6 transforms that are not disabled: a topic or subscription has at most 5." },
        { """[{"aiInference":{"endpoint":"e"}}]""", StatusCode.Unimplemented, "calls no models" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_transform_is_refused_with_field_and_rule(string json, StatusCode code, string rule)
    {
        await using var live = await LiveEmulator.StartAsync();
        using var rest = new RestClient(live.Emulator.Endpoint);
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        var topic = JsonParser.Default.Parse<Topic>($$"""{"name":"{{Topic("new")}}","messageTransforms":{{json}} }""");
        var subscription = new Subscription { Name = Subscription("new"), Topic = Topic(), MessageTransforms = { topic.MessageTransforms } };

        string[] over =
        [
            (await FailsAsync(code, () => live.Publisher.CreateTopicAsync(topic).ResponseAsync)).Status.Detail,
            (await FailsAsync(code, () => live.Subscriber.CreateSubscriptionAsync(subscription).ResponseAsync)).Status.Detail,
            (await FailsAsync(code, () => live.Publisher.UpdateTopicAsync(new UpdateTopicRequest
            {
                Topic = new Topic { Name = Topic(), MessageTransforms = { topic.MessageTransforms } }, UpdateMask = new() { Paths = { "message_transforms" } },
            }).ResponseAsync)).Status.Detail,
            (await FailsAsync(code, () => live.Subscriber.UpdateSubscriptionAsync(new UpdateSubscriptionRequest
            {
                Subscription = new Subscription { Name = Subscription(), MessageTransforms = { topic.MessageTransforms } }, UpdateMask = new() { Paths = { "message_transforms" } },
            }).ResponseAsync)).Status.Detail,
            Message(await rest.SendAsync("PUT", $"/v1/{Topic("new")}", $$"""{"messageTransforms":{{json}} }""")),
            Message(await rest.SendAsync("PUT", $"/v1/{Subscription("new")}", $$"""{"topic":"{{Topic()}}","messageTransforms":{{json}} }""")),
            Message(await rest.SendAsync("PATCH", $"/v1/{Topic()}", $$"""{"topic":{"messageTransforms":{{json}} },"updateMask":"messageTransforms"}""")),
            Message(await rest.SendAsync("PATCH", $"/v1/{Subscription()}?updateMask=message_transforms", $$"""{"subscription":{"messageTransforms":{{json}} } }""")),
        ];

        over.ShouldAllBe(message => message.Contains(rule, StringComparison.Ordinal) && message.StartsWith("message_transforms", StringComparison.Ordinal));
        (await FailsAsync(StatusCode.NotFound, () => live.Publisher.GetTopicAsync(new GetTopicRequest { Topic = Topic("new") }).ResponseAsync)).ShouldNotBeNull();
        (await live.Publisher.GetTopicAsync(new GetTopicRequest { Topic = Topic() })).MessageTransforms.ShouldBeEmpty();
    }

    [Fact]
    public async Task Six_transforms_are_allowed_where_one_is_disabled()
    {
        await using var live = await LiveEmulator.StartAsync();
        using var rest = new RestClient(live.Emulator.Endpoint);

        var topic = await rest.OkAsync("PUT", $"/v1/{Topic()}", $$"""{"messageTransforms":[{{F("a")}},{{F("b")}},{{F("c")}},{{F("d")}},{{F("e")}},{{F("f", ",\"disabled\":true")}}]}""");

        topic.GetProperty("messageTransforms").GetArrayLength().ShouldBe(6);
        topic.GetProperty("messageTransforms")[5].GetProperty("disabled").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Validate_takes_a_transform_and_says_line_and_column()
    {
        await using var live = await LiveEmulator.StartAsync();
        using var rest = new RestClient(live.Emulator.Endpoint);
        const string Path = "/v1/projects/test:validateMessageTransform";

        (await rest.OkAsync("POST", Path, $$"""{"messageTransform":{{F("f")}} }""")).EnumerateObject().ShouldBeEmpty();

        Message(await rest.SendAsync("POST", Path, """{"message_transform":{"javascriptUdf":{"functionName":"f","code":"\n\n("}}}"""))
            .ShouldStartWith("message_transform[0].javascript_udf is \"f\": it is not JavaScript: ");
        Message(await rest.SendAsync("POST", Path, "{}")).ShouldBe("message_transform is required.");
        Message(await rest.SendAsync("POST", Path, """{"messageTransform":{"script":1}}""")).ShouldContain("Unknown name \"script\" at 'message_transform'");
    }

    [Fact]
    public async Task Test_shows_the_message_after_each_transform()
    {
        await using var live = await LiveEmulator.StartAsync();
        using var rest = new RestClient(live.Emulator.Endpoint);

        var steps = await TestAsync(rest, $$"""{"messageTransforms":{"messageTransforms":[{{F("a")}},{{F("no", ",\"disabled\":true")}},{{F("b")}}]},{{Hello}} }""");

        Encoded(steps[0]).ShouldBe("hello a");
        steps.Count.ShouldBe(2);
        Encoded(steps[1]).ShouldBe("hello a b");
        steps[1].GetProperty("transformedMessage").GetProperty("attributes").GetProperty("k").GetString().ShouldBe("v");
    }

    [Fact]
    public async Task Test_ends_at_a_filtered_or_failed_message()
    {
        await using var live = await LiveEmulator.StartAsync();
        using var rest = new RestClient(live.Emulator.Endpoint);
        await live.Publisher.CreateTopicAsync(new Topic { Name = Topic(), MessageTransforms = { Transform.Data("'1'", "one"), Transform.Of("return null;", "none"), Transform.Data("'2'", "two") } });
        await live.CreateSubscriptionAsync(set: s => s.MessageTransforms.Add([Transform.Of("throw new Error('boom');", "bad"), Transform.Data("'2'", "two")]));

        var topic = await TestAsync(rest, $$"""{"topic":"{{Topic()}}",{{Hello}} }""");
        var subscription = await TestAsync(rest, $$"""{"subscription":"{{Subscription()}}",{{Hello}} }""");

        Encoded(topic[0]).ShouldBe("1");
        topic[1].GetProperty("filteredMessage").ValueKind.ShouldBe(JsonValueKind.Object);
        topic.Count.ShouldBe(2);
        subscription.ShouldHaveSingleItem().GetProperty("failedMessage").GetProperty("error").GetProperty("message").GetString()!.ShouldStartWith("bad throws Error: boom");
        Message(await rest.SendAsync("POST", Tested, $$"""{ {{Hello}} }""")).ShouldContain("set message_transforms, topic or subscription");
        Message(await rest.SendAsync("POST", Tested, $$"""{"topic":"{{Topic("none")}}",{{Hello}} }""")).ShouldContain("Resource not found");
        Message(await rest.SendAsync("POST", Tested, $$"""{"topic":"{{Topic()}}"}""")).ShouldBe("message is required.");
    }

    [Fact]
    public async Task A_topology_gives_transforms_and_says_the_line_of_a_wrong_one()
    {
        await using var live = await LiveEmulator.StartAsync();
        const string Yaml = """
            project: test
            topics:
              - name: topic
                transforms:
                  - function: up
                    code: |
                      function up(message) { message.data = message.data.toUpperCase(); return message; }
                subscriptions:
                  - name: subscription
                    transforms:
                      - {function: no, disabled: true, code: "function no() { return null; }"}
            """;

        live.Emulator.Create(EmulatorTopology.Parse(Yaml));
        await live.PublishAsync("a");

        (await live.PullAsync()).Single().Message.Data.ToStringUtf8().ShouldBe("A");
        var wrong = Should.Throw<TopologyException>(() => live.Emulator.Create(EmulatorTopology.Parse(Yaml.Replace("name: topic", "name: other", StringComparison.Ordinal).Replace("return message; }", "return", StringComparison.Ordinal))));
        wrong.Message.ShouldContain("is not JavaScript");
        wrong.Line.ShouldBe(3);
    }

    private const string Tested = "/v1/projects/test:testMessageTransforms";

    private const string Hello = """ "message":{"data":"aGVsbG8=","attributes":{"k":"v"}} """;

    private static string F(string name, string more = "") =>
        $$"""{"javascriptUdf":{"functionName":"{{name}}","code":"function {{name}}(m) { m.data += ' {{name}}'; return m; }"} {{more}} }""";

    private static string Message(RestAnswer answer) => answer.Json.GetProperty("error").GetProperty("message").GetString()!;

    private static async Task<IReadOnlyList<JsonElement>> TestAsync(RestClient rest, string body) =>
        [.. (await rest.OkAsync("POST", Tested, body)).GetProperty("transformedMessages").EnumerateArray()];

    private static string Encoded(JsonElement step) =>
        System.Text.Encoding.UTF8.GetString(step.GetProperty("transformedMessage").GetProperty("data").GetBytesFromBase64());
}
