using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Publishing;

namespace PubSubLab.Tui.Tests.Publishing;

public class PublishFormTests
{
    [Theory]
    [InlineData("a=1", "a:1")]
    [InlineData(" a=1 , b=2,", "a:1 b:2")]
    [InlineData("a=\"1,2\", b=x=y", "a:1,2 b:x=y")]
    [InlineData("", "")]
    public void Attributes_are_read_with_commas_between_them(string text, string read) =>
        string.Join(' ', PublishForm.ParseAttributes(text).Select(a => $"{a.Key}:{a.Value}")).ShouldBe(read);

    [Theory]
    [InlineData("x", "200ms", "Count is 'x'")]
    [InlineData("0", "200ms", "Count is '0'")]
    [InlineData("1", "soon", "'soon' is no time")]
    public void A_wrong_field_is_said_with_its_value_and_what_is_allowed(string count, string every, string said) =>
        Should.Throw<LabException>(() => new PublishForm { Count = count, Every = every }.ToBurst()).Message.ShouldContain(said);

    [Fact]
    public void A_stream_never_runs_without_a_pause()
    {
        new PublishForm { Every = "0" }.ToStream().Every.ShouldBe(PublishForm.StreamPause);
        new PublishForm { Every = "0" }.ToBurst().Every.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_message_comes_back_into_the_form_as_it_was()
    {
        var form = new PublishForm().With(Message());
        var order = form.ToBurst();

        order.Topic.ShouldBe("lab-tasks");
        order.Draft.Json.ShouldBe("""{"it's":1}""");
        order.Draft.UserId.ShouldBe("u1");
        order.Draft.Attributes.ShouldBe(new Dictionary<string, string> { ["list"] = "a,b" });
        order.Draft.OrderingKey.ShouldBe("k");
    }

    [Fact]
    public void A_gcloud_line_is_quoted_for_the_shell() => MessageExport.Gcloud(Message()).ShouldBe(
        """gcloud pubsub topics publish lab-tasks --message='{"it'\''s":1}' --attribute='^|^user_id=u1|list=a,b' --ordering-key=k""");

    [Fact]
    public void CSharp_publishes_with_the_official_client()
    {
        var code = MessageExport.CSharp(Message());
        code.ShouldContain("TopicName.FromProjectTopic(\"project\", \"lab-tasks\")");
        code.ShouldContain("EnableMessageOrdering = true");
        code.ShouldContain("{ \"user_id\", \"u1\" }, { \"list\", \"a,b\" }");
        code.ShouldContain("OrderingKey = \"k\"");
    }

    private static LabMessage Message() => new LabJournal().Append(
        LabEventKind.Published,
        new MessageFacts("m1", "lab-tasks", "{\"it's\":1}"u8.ToArray(), new Dictionary<string, string> { ["user_id"] = "u1", ["list"] = "a,b" }, "k"));

    [Fact]
    public void A_user_in_two_places_is_refused() =>
        Should.Throw<LabException>(() => new PublishForm { UserId = "u1", Attributes = "user_id=u2" }.ToBurst()).Message.ShouldContain("write it in one of them");
}
