using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Tests.Journal;

public class LabMessageTests
{
    [Fact]
    public void Attributes_are_a_copy_that_reads_like_the_original()
    {
        var original = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" };
        var message = Append(original);
        original["a"] = "changed";
        original.Remove("b");

        message.Attributes.Count.ShouldBe(2);
        message.Attributes["a"].ShouldBe("1");
        message.Attributes.TryGetValue("b", out var b).ShouldBeTrue();
        b.ShouldBe("2");
        message.Attributes.ContainsKey("c").ShouldBeFalse();
        message.Attributes.Select(p => $"{p.Key}={p.Value}").ShouldBe(["a=1", "b=2"]);
        message.Attributes.Keys.ShouldBe(["a", "b"]);
        message.Attributes.Values.ShouldBe(["1", "2"]);
        Should.Throw<KeyNotFoundException>(() => message.Attributes["c"]);
    }

    [Theory]
    [InlineData("FOO", true)]
    [InlineData("é", true)]
    [InlineData("bar", false)]
    public void A_body_is_searched_without_regard_to_case(string text, bool found) =>
        Append([]).Contains(text).ShouldBe(found);

    [Theory]
    [InlineData("0")]
    [InlineData("12345")]
    [InlineData("007")]
    [InlineData("123456789012345678901")]
    [InlineData("-7")]
    [InlineData("an id")]
    [InlineData("")]
    public void An_id_comes_back_as_it_was(string id)
    {
        var journal = new LabJournal();
        var message = journal.Append(LabEventKind.Published, Facts(id));

        message.Id.ShouldBe(id);
        journal.Append(LabEventKind.Acked, Facts(id)).ShouldBeSameAs(message);
    }

    [Fact]
    public void Ids_that_are_written_differently_are_different()
    {
        var journal = new LabJournal();
        string[] ids = ["7", "07", "007", "+7", " 7"];
        ids.Select(id => journal.Append(LabEventKind.Published, Facts(id)).Number).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public void Messages_with_the_same_attributes_share_them()
    {
        var journal = new LabJournal();
        IReadOnlyDictionary<string, string> Of(string id, string user) =>
            journal.Append(LabEventKind.Published, Facts(id) with { Attributes = new Dictionary<string, string> { ["user_id"] = user } }).Attributes;

        Of("2", "u1").ShouldBeSameAs(Of("1", "u1"));
        Of("3", "u2")["user_id"].ShouldBe("u2");
    }

    [Fact]
    public void Deliveries_are_counted_by_subscription()
    {
        var journal = new LabJournal();
        string?[] from = ["s1", "s1", "s2", null, "s1", "s2", null];
        foreach (var subscription in from)
        {
            journal.Append(LabEventKind.Delivered, Facts("m"), "w1", subscription);
        }

        journal.ReadAll().Select(e => e.Attempt).ShouldBe([1, 2, 1, 1, 3, 2, 2]);
    }

    private static MessageFacts Facts(string id) => new(id, "t", ReadOnlyMemory<byte>.Empty, new Dictionary<string, string>());

    private static LabMessage Append(Dictionary<string, string> attributes) =>
        new LabJournal().Append(LabEventKind.Published, new MessageFacts("m", "t", "{\"foo\":\"É\"}"u8.ToArray(), attributes));
}
