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

    private static LabMessage Append(Dictionary<string, string> attributes) =>
        new LabJournal().Append(LabEventKind.Published, new MessageFacts("m", "t", "{\"foo\":\"É\"}"u8.ToArray(), attributes));
}
