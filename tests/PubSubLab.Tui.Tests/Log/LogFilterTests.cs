using System.Text;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Log;

namespace PubSubLab.Tui.Tests.Log;

public class LogFilterTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("foo", true)]
    [InlineData("FOO", true)]
    [InlineData("missing", false)]
    [InlineData("!missing", true)]
    [InlineData("!foo", false)]
    [InlineData("user_id=fakeuserid1", true)]
    [InlineData("user_id=fakeuserid2", false)]
    [InlineData("!user_id=fakeuserid2", true)]
    [InlineData("worker=w1", true)]
    [InlineData("worker=w2", false)]
    [InlineData("kind=nacked", true)]
    [InlineData("kind=acked", false)]
    [InlineData("topic=lab-tasks", true)]
    [InlineData("id=m1", true)]
    [InlineData("#1", true)]
    [InlineData("#2", false)]
    [InlineData("nacked w1 foo", true)]
    [InlineData("nacked w1 missing", false)]
    [InlineData("too busy", true)]
    public void A_filter_shows_what_all_its_terms_match(string filter, bool shown)
    {
        var journal = new LabJournal();
        journal.Append(
            LabEventKind.Nacked,
            new MessageFacts("m1", "lab-tasks", Encoding.UTF8.GetBytes("""{"foo":"bar"}"""), new Dictionary<string, string> { ["user_id"] = "fakeuserid1" }),
            "w1", "lab-tasks-sub", 1, new HandlerFailed("it is too busy"));

        LogFilter.Parse(filter).Matches(journal.ReadAll()[0]).ShouldBe(shown);
    }
}
