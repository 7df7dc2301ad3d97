using System.CommandLine;
using PubSubLab.Commands;

namespace PubSubLab.Tests.Commands;

public class SuggestionsTests
{
    private static readonly RootCommand s_root = CommandLineEntry.BuildRoot();

    /// <summary>Every option of every verb.</summary>
    public static TheoryData<string> Options =>
        [.. s_root.Subcommands.SelectMany(static verb => verb.Options.Select(option => $"{verb.Name} {option.Name} ")).Concat(s_root.Subcommands.Select(static verb => $"{verb.Name} "))];

    [Theory]
    [MemberData(nameof(Options))]
    public void A_value_that_is_offered_is_accepted(string words)
    {
        foreach (var word in For(words).Where(static word => !word.StartsWith('-')))
        {
            s_root.Parse(words + word, CommandLineEntry.Parser).Errors.Select(static e => e.Message).ShouldBeEmpty(word);
        }
    }

    [Theory]
    [InlineData("emulator --dispatch ", "random round-robin")]
    [InlineData("emulator --dispatch ra", "random")]
    [InlineData("experiment --strategy pre", "prefix presence presence-topic")]
    [InlineData("completion bash ", "--help -h")]
    [InlineData("lab --record a --rec", "")]
    [InlineData("com", "completion")]
    [InlineData("lab --project ", "")]
    [InlineData("screenshot --demo --re", "")]
    [InlineData("screenshot --re", "--replay")]
    public void Words_of_a_line(string words, string offered) => For(words).ShouldBe(offered.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData("pubsublab la")]
    [InlineData("./artifacts/tool/pubsublab la")]
    [InlineData("\"/a folder/pubsublab\" la")]
    [InlineData("'/a folder/pubsublab' la")]
    [InlineData("an-alias la")]
    public void The_program_may_have_any_name_or_path(string line) => new Suggestions(s_root, CommandLineEntry.Parser).For(line).ShouldBe(["lab"]);

    [Fact]
    public void A_line_counts_up_to_the_cursor()
    {
        Suggestions.TryRead(["[suggest:12]", "pubsublab la --theme dark"], out var line).ShouldBeTrue();
        line.ShouldBe("pubsublab la");
        Suggestions.TryRead(["[suggest:99]", "pubsublab la"], out line).ShouldBeTrue();
        line.ShouldBe("pubsublab la");
        Suggestions.TryRead(["lab", "--theme"], out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("bash", "'/a folder/it'\\''s/pubsublab' \"[suggest:")]
    [InlineData("zsh", "'/a folder/it'\\''s/pubsublab' \"[suggest:")]
    [InlineData("fish", "\"/a folder/it's/pubsublab\" \"[suggest:")]
    [InlineData("pwsh", "& '/a folder/it''s/pubsublab' \"[suggest:")]
    public void A_script_starts_the_program_by_its_path(string shell, string start)
    {
        CompletionVerb.ScriptOf(shell, "/a folder/it's/pubsublab", "/elsewhere/pubsublab.dll").ShouldContain(start);
        CompletionVerb.ScriptOf(shell, "/usr/bin/dotnet", "/elsewhere/pubsublab.dll").ShouldContain("/elsewhere/pubsublab.dll");
    }

    private static IEnumerable<string> For(string words) => new Suggestions(s_root, CommandLineEntry.Parser).For($"pubsublab {words}");
}
