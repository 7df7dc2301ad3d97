using System.Text;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Tests.Journal;

public class MessageTableTests
{
    [Fact]
    public void Every_message_is_found_until_it_is_forgotten()
    {
        // More than fit: the first ones are let go while later ones come, some under ids that are no numbers.
        var journal = new LabJournal(capacity: 20_000);
        for (var i = 0; i < 50_000; i++)
        {
            Publish(journal, i);
        }

        for (var i = 30_000; i < 50_000; i++)
        {
            // Known still: what happens to it is told of the same message.
            journal.Append(LabEventKind.Acked, Facts(i)).Number.ShouldBe(i + 1);
        }

        journal.Append(LabEventKind.Acked, Facts(5)).Number.ShouldBe(50_001, "it was forgotten, and is a new one");
    }

    [Fact]
    public void Bodies_that_share_an_array_are_their_own()
    {
        var journal = new LabJournal();
        int[] sizes = [0, 1, 63, 2_000, 2_048, 2_049, 16_384, 70_000];
        var messages = Enumerable.Range(0, 400)
            .Select(i => (Body: Encoding.ASCII.GetBytes(new string((char)('a' + (i % 26)), sizes[i % sizes.Length])), Id: $"b{i}"))
            .Select(m => (m.Body, Message: journal.Append(LabEventKind.Published, new MessageFacts(m.Id, "t", m.Body, new Dictionary<string, string>()))))
            .ToList();

        foreach (var (body, message) in messages)
        {
            message.Length.ShouldBe(body.Length);
            message.Data.ToArray().ShouldBe(body[..Math.Min(body.Length, LabMessage.KeptBytes)]);
        }
    }

    [Fact]
    public void A_body_is_a_copy()
    {
        var body = Encoding.ASCII.GetBytes("before");
        var message = new LabJournal().Append(LabEventKind.Published, new MessageFacts("1", "t", body, new Dictionary<string, string>()));
        body[0] = (byte)'X';
        message.Text.ShouldBe("before");
    }

    private static void Publish(LabJournal journal, int i) => journal.Append(LabEventKind.Published, Facts(i)).Number.ShouldBe(i + 1);

    private static MessageFacts Facts(int i) => new(i % 3 == 0 ? $"id-{i}" : $"{i}", "t", Array.Empty<byte>(), new Dictionary<string, string>());
}
