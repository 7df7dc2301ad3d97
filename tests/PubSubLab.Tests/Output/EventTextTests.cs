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

    [Fact]
    public void A_task_that_another_program_published_is_printed_when_it_is_delivered()
    {
        Line("""{"task_id":"1123"}""", LabEventKind.Delivered).ShouldEndWith("""#1     delivered           attempt 1  user_id=u1  {"task_id":"1123"}""");
        Line(new string('x', 500), LabEventKind.Delivered).ShouldEndWith(new string('x', 120) + "…");
    }

    [Fact]
    public void A_task_whose_publishing_was_printed_is_not_printed_again()
    {
        var journal = new LabJournal();
        journal.Append(LabEventKind.Published, new MessageFacts("1", "tasks", "body"u8.ToArray(), new Dictionary<string, string>()));
        journal.Append(LabEventKind.Delivered, new MessageFacts("1", "tasks", "body"u8.ToArray(), new Dictionary<string, string>()), "w1");

        EventText.Write(journal.ReadAll()[1], journal.StartedAt).ShouldEndWith("attempt 1");
    }

    [Fact]
    public void A_full_column_keeps_its_distance()
    {
        var journal = new LabJournal();
        journal.Append(LabEventKind.Delivered, new MessageFacts("1", "tasks", "body"u8.ToArray(), new Dictionary<string, string>()), "worker-123");

        EventText.Write(journal.ReadAll()[0], journal.StartedAt).ShouldContain("delivered     worker-123 attempt 1");
    }

    private static string Line(string body, LabEventKind kind = LabEventKind.Published)
    {
        var journal = new LabJournal();
        journal.Append(kind, new MessageFacts(
            "1", "tasks", System.Text.Encoding.UTF8.GetBytes(body), new Dictionary<string, string> { ["user_id"] = "u1" }));
        return EventText.Write(journal.ReadAll()[0], journal.StartedAt);
    }
}
