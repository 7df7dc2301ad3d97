using PubSubLab.Lab.Journal;
using PubSubLab.Output;

namespace PubSubLab.Tests.Output;

public sealed class EventTextTests
{
    [Fact]
    public void An_escape_sequence_in_a_payload_is_shown_and_not_sent()
    {
        var line = Line("\u001b[2J\u0007\u009b31m");

        line.ShouldNotContain("\u001b");
        line.ShouldNotContain("\u0007");
        line.ShouldNotContain("\u009b");
        line.ShouldContain("\u241b[2J\u2407");
    }

    [Fact]
    public void A_published_message_is_told_with_its_number_topic_attributes_and_body()
    {
        Line("""{"a":1}""").ShouldEndWith("""#1     published           tasks  user_id=u1  {"a":1}""");
    }

    private static string Line(string body)
    {
        var journal = new LabJournal();
        journal.Append(LabEventKind.Published, new MessageFacts(
            "1", "tasks", System.Text.Encoding.UTF8.GetBytes(body), new Dictionary<string, string> { ["user_id"] = "u1" }));
        return EventText.Write(journal.ReadAll()[0], journal.StartedAt);
    }
}
