using Google.Api.Gax;
using Google.Cloud.PubSub.V1;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Subscribing;

public class FlowControlTests
{
    [Fact]
    public async Task The_limit_of_messages_holds_over_all_streams()
    {
        var script = new SubscriberScript(settings => settings.FlowControlSettings = new FlowControlSettings(2, null), streams: 2);
        var first = await script.StartAsync();
        var second = await script.Services[1].OpenedAsync();
        first.Send("a", "b");
        await script.HandledAsync("a", "b");
        second.Send("c");
        await script.Services[1].AskedAsync("lease 60: c");
        script.Started.Count.ShouldBe(2);

        script.Ack("a");

        await script.HandledAsync("c");
    }

    [Fact]
    public async Task The_limit_of_bytes_holds_and_a_message_larger_than_it_is_handled_alone()
    {
        var script = new SubscriberScript(settings => settings.FlowControlSettings = new FlowControlSettings(null, 1));
        var stream = await script.StartAsync();
        stream.Send("a", "b");
        await script.Service.AskedAsync("lease 60: a b");
        script.Started.ShouldBe(["a"]);

        script.Ack("a");

        await script.HandledAsync("b");
    }

    [Fact]
    public async Task What_waits_to_be_handled_keeps_its_lease()
    {
        var script = new SubscriberScript(settings => settings.FlowControlSettings = new FlowControlSettings(1, null));
        var stream = await script.StartAsync();
        stream.Send("a", "b");
        await script.Service.AskedAsync("lease 60: a b");

        await script.Time.PassAsync(TimeSpan.FromSeconds(45));

        await script.Service.AskedAsync("lease 60: a b", times: 2);
        script.Started.ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_stream_is_read_on_while_its_messages_wait_so_that_those_behind_them_have_their_lease()
    {
        var script = new SubscriberScript(settings => settings.FlowControlSettings = new FlowControlSettings(1, null));
        var stream = await script.StartAsync();
        stream.Send("a");
        await script.HandledAsync("a");

        stream.Send("b");
        await script.Service.AskedAsync("lease 60: b");
        stream.Send("c");
        await script.Service.AskedAsync("lease 60: c");

        script.Ack("a");
        await script.HandledAsync("b");
        script.Started.ShouldBe(["a", "b"]);
        script.Ack("b");
        await script.HandledAsync("c");
    }

    [Fact]
    public async Task A_nack_makes_room_as_an_ack_does()
    {
        var script = new SubscriberScript(settings => settings.FlowControlSettings = new FlowControlSettings(1, null));
        var stream = await script.StartAsync();
        stream.Send("a", "b");
        await script.HandledAsync("a");

        script.Nack("a");

        await script.HandledAsync("b");
        await script.Service.AskedAsync("nack: a");
    }

    [Theory]
    [InlineData(false, 7, 700)]
    [InlineData(true, 0, 0)]
    public async Task The_service_is_told_the_limits_of_the_settings_unless_flow_control_is_legacy(bool legacy, long messages, long bytes)
    {
        var script = new SubscriberScript(settings =>
        {
            settings.FlowControlSettings = new FlowControlSettings(7, 700);
            settings.UseLegacyFlowControl = legacy;
        });
        var stream = await script.StartAsync();

        var first = await stream.WrittenAsync();

        first.MaxOutstandingMessages.ShouldBe(messages);
        first.MaxOutstandingBytes.ShouldBe(bytes);
    }
}
