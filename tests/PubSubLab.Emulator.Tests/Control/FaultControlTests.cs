using Grpc.Core;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Control;

/// <summary>Faults as a test suite in any language asks for them.</summary>
public sealed class FaultControlTests
{
    [Fact]
    public async Task Faults_are_those_of_the_package()
    {
        await using var live = await StartAsync();
        await live.CreateTopicAsync();
        using var control = await ControlClient.OpenAsync(live.Emulator);
        await control.OkAsync("PUT", "faults", """{"failures":[{"method":"Publish","code":"UNAVAILABLE","times":2,"message":"soon back"}],"acksToDrop":3,"deliveriesToDuplicate":4,"delay":"1.5s"}""");

        live.Emulator.Faults.Pending.ShouldBe(2);
        var messages = EmulatorMessageFaults.Of(live.Emulator);
        (messages.AcksToDrop, messages.ToDuplicate, messages.Delay).ShouldBe((3, 4, TimeSpan.FromSeconds(1.5)));
        (await FailsAsync(StatusCode.Unavailable, () => live.PublishAsync("x"))).Status.Detail.ShouldBe("soon back");
        var left = await control.OkAsync("GET", "faults");
        left.GetProperty("failures")[0].GetProperty("times").GetInt32().ShouldBe(1);
        left.GetProperty("delay").GetString().ShouldBe("1.500s");

        (await control.OkAsync("DELETE", "faults")).GetProperty("failures").GetArrayLength().ShouldBe(0);
        await live.PublishAsync("x");
        messages.ToString().ShouldBe("messages have no faults");
    }

    [Fact]
    public async Task What_a_request_does_not_have_is_off()
    {
        await using var live = await StartAsync();
        using var control = await ControlClient.OpenAsync(live.Emulator);
        live.Emulator.Faults.FailNext("Pull", StatusCode.Aborted);
        await control.OkAsync("PUT", "faults", """{"down":true}""");
        live.Emulator.Faults.IsDown.ShouldBeTrue();
        live.Emulator.Faults.Pending.ShouldBe(0);

        (await control.OkAsync("PUT", "faults", """{"acksToDrop":1}""")).GetProperty("down").GetBoolean().ShouldBeFalse();

        live.Emulator.Faults.IsDown.ShouldBeFalse();
    }

    [Fact]
    public async Task Streams_break()
    {
        await using var live = await StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var stream = await live.OpenAsync();
        await stream.ReadAsync();
        using var control = await ControlClient.OpenAsync(live.Emulator);

        (await control.OkAsync("POST", "faults/break-streams", """{"subscription":"subscription"}""")).GetProperty("streams").GetInt32().ShouldBe(1);

        await FailsAsync(StatusCode.Unavailable, () => stream.UntilAsync(_ => false));
        await control.FailsAsync(404, "NOT_FOUND", "POST", "faults/break-streams", """{"subscription":"projects/test/subscriptions/none"}""");
        (await control.FailsAsync(400, "INVALID_ARGUMENT", "POST", "faults/break-streams", "{}")).ShouldStartWith("subscription: ");
    }

    [Theory]
    [InlineData("""{"failures":[{"method":"Publish","code":"UNAVAILABLE"},{"method":"publish","code":"ABORTED"}]}""", "failures[1].method is \"publish\": it must be a method of Pub/Sub: CreateTopic, ")]
    [InlineData("""{"failures":[{"method":"Publish"}]}""", "failures[0].code is \"OK\": it must be an error, such as UNAVAILABLE.")]
    [InlineData("""{"failures":[{"method":"Publish","code":"BROKEN"}]}""", "Invalid value at 'failures[0].code' (type.googleapis.com/google.rpc.Code), \"BROKEN\". It must be OK, CANCELLED, ")]
    [InlineData("""{"failures":[{"method":"Publish","code":"ABORTED","times":0}]}""", "failures[0].times is \"0\": it must be 1 or more.")]
    [InlineData("""{"failures":{}}""", "Invalid value at 'failures' (type.googleapis.com/pubsublab.emulator.v1.Failure), {}. It must be an array.")]
    [InlineData("""{"acksToDrop":-1}""", "acks_to_drop is \"-1\": it must be 0 or more.")]
    [InlineData("""{"deliveriesToDuplicate":-1}""", "deliveries_to_duplicate is \"-1\": it must be 0 or more.")]
    [InlineData("""{"delay":"-1s"}""", "delay is \"-1s\": it must be 0s to 3600s.")]
    [InlineData("""{"dwon":true}""", "Invalid JSON payload received. Unknown name \"dwon\": Cannot find field.")]
    [InlineData("""[]""", "Invalid JSON payload received. Unknown name \"\": Root element must be a message.")]
    public async Task Wrong_faults_are_refused_and_change_nothing(string body, string sentence)
    {
        await using var live = await StartAsync();
        live.Emulator.Faults.FailNext("Pull", StatusCode.Aborted);
        using var control = await ControlClient.OpenAsync(live.Emulator);

        (await control.FailsAsync(400, "INVALID_ARGUMENT", "PUT", "faults", body)).ShouldStartWith(sentence);

        live.Emulator.Faults.Describe().ShouldBe("1 Pull");
    }
}
