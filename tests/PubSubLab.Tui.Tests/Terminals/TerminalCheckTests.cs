using PubSubLab.Tui.Terminals;

namespace PubSubLab.Tui.Tests.Terminals;

public class TerminalCheckTests
{
    [Theory]
    [InlineData(false, true, "xterm", "file or pipe")]
    [InlineData(true, false, "xterm", "input comes from a file or pipe")]
    [InlineData(false, false, "dumb", "TERM is 'dumb'")]
    public void Without_a_terminal_it_says_what_is_missing_and_the_way_out(bool input, bool output, string term, string said)
    {
        var reason = TerminalCheck.WhyNot(input, output, term);
        reason.ShouldNotBeNull().ShouldContain(said);
        reason.ShouldContain("pubsublab publish");
    }

    [Fact]
    public void A_terminal_is_enough() => TerminalCheck.WhyNot(false, false, "xterm-256color").ShouldBeNull();

    [Fact]
    public void An_unexpected_error_leaves_a_report_and_says_where()
    {
        var directory = Path.Combine(AppContext.BaseDirectory, "reports-" + Guid.NewGuid().ToString("N"));
        var said = CrashReport.Write(new InvalidOperationException("broken"), directory, DateTimeOffset.UnixEpoch);

        var file = Directory.GetFiles(directory).ShouldHaveSingleItem();
        File.ReadAllText(file).ShouldContain("InvalidOperationException: broken");
        said.ShouldContain(file);
        said.ShouldContain("open an issue");
        Directory.Delete(directory, true);
    }

    [Theory]
    [InlineData("Bearer ya29.a0AfH6SMBx")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln")]
    [InlineData("1//0g-refresh")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----")]
    public void A_report_holds_no_secret_that_an_error_quotes(string secret)
    {
        var directory = Path.Combine(AppContext.BaseDirectory, "reports-" + Guid.NewGuid().ToString("N"));
        var error = new InvalidOperationException($"outer {secret}", new TimeoutException($"inner {secret}"));

        string[] all = [CrashReport.Write(error, directory, DateTimeOffset.UnixEpoch), CrashReport.Write(error, "/proc/nowhere", DateTimeOffset.UnixEpoch), File.ReadAllText(Directory.GetFiles(directory).Single())];

        var hidden = secret.Split(' ')[^1];
        all.ShouldAllBe(text => !text.Contains(hidden, StringComparison.Ordinal));
        all[2].ShouldContain("inner ");
        Directory.Delete(directory, true);
    }

    [Fact]
    public void A_report_that_cannot_be_written_is_said_instead()
    {
        var said = CrashReport.Write(new InvalidOperationException("broken"), "/proc/nowhere", DateTimeOffset.UnixEpoch);
        said.ShouldContain("could not be written");
        said.ShouldContain("broken");
    }
}
