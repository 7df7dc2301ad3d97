using PubSubLab.Tui.Terminals;

namespace PubSubLab.Tui.Tests.Terminals;

public sealed class ExternalEditorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pubsublab-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_editor_gets_the_text_and_its_own_arguments_and_the_file_is_gone_afterwards()
    {
        var script = Script("""echo "$1 $2" > "$(dirname "$0")/seen"; cat "$2" >> "$(dirname "$0")/seen"; printf '{"b":2}\n' > "$2" """);
        ExternalEditor.Edit("{\"a\":1}", Of($"'{script}' --wait")).ShouldBe(("{\"b\":2}", null));

        var seen = File.ReadAllText(Path.Combine(_folder, "seen"));
        seen.ShouldEndWith("{\"a\":1}");
        var file = seen.Split('\n')[0];
        file.ShouldStartWith("--wait ");
        File.Exists(file["--wait ".Length..]).ShouldBeFalse();
        Directory.Exists(Path.GetDirectoryName(file["--wait ".Length..])).ShouldBeFalse();
    }

    [Fact]
    public void A_failing_editor_is_a_sentence_and_the_text_is_as_before()
    {
        var (text, problem) = ExternalEditor.Edit("1", Of($"'{Script("echo 2 > $1; exit 3")}'"));
        text.ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain("ended with 3, so the task is as before. EDITOR names the editor.");
        ExternalEditor.Edit("1", Of("no-such-editor-here")).Problem.ShouldNotBeNull().ShouldContain("ended with 127");
    }

    [Fact]
    public void An_editor_that_removes_the_file_is_a_sentence() =>
        ExternalEditor.Edit("1", Of($"'{Script("rm $1")}'")).Problem.ShouldNotBeNull().ShouldContain("could not be used");

    [Fact]
    public void An_editor_that_removes_the_folder_is_a_sentence() =>
        ExternalEditor.Edit("1", Of($"'{Script("rm -r \"$(dirname \"$1\")\"")}'")).Problem.ShouldNotBeNull().ShouldContain("could not be used");

    [Fact]
    public void Without_room_for_the_file_the_way_out_is_said()
    {
        var (text, problem) = ExternalEditor.Edit("1", Of("true"), () => throw new IOException("No space left on device."));
        text.ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain("so the task is as before: No space left on device. Make room");
    }

    [Fact]
    public void A_folder_that_cannot_be_removed_costs_no_text()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "This user may remove every folder.");
        var script = Script("printf 2 > \"$1\"; chmod 500 \"$(dirname \"$(dirname \"$1\")\")\"");
        var parent = Directory.CreateDirectory(Path.Combine(_folder, "parent"));
        var (text, problem) = ExternalEditor.Edit("1", Of($"'{script}'"), () => parent.CreateSubdirectory("task"));
        if (!OperatingSystem.IsWindows())
        {
            parent.UnixFileMode |= UnixFileMode.UserWrite;
        }

        problem.ShouldNotBeNull().ShouldContain("task' stays: ");
        text.ShouldBe("2");
    }

    [Fact]
    public void Without_an_editor_the_way_out_is_said_and_VISUAL_comes_first()
    {
        ExternalEditor.Edit("1", _ => null).Problem.ShouldNotBeNull().ShouldContain("neither VISUAL nor EDITOR is set");
        ExternalEditor.Edit("1", name => name == "VISUAL" ? "true" : "false").ShouldBe(("1", null));
    }

    [Theory]
    [InlineData("漢字\u202e\u0001\r\n\t")]
    [InlineData("ends with a line break\n")]
    [InlineData("")]
    public void Text_that_the_editor_leaves_alone_stays_as_it_was(string text) =>
        ExternalEditor.Edit(text, Of("true")).ShouldBe((text, null));

    private static Func<string, string?> Of(string editor) => name => name == "EDITOR" ? editor : null;

    private string Script(string body)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script needs a shell.");
        var file = Path.Combine(_folder, "editor with a space.sh");
        File.WriteAllText(file, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return file;
    }
}
