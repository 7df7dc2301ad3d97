using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Settings;
using PubSubLab.Tui.Tests.Support;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Tests.Settings;

public sealed class RememberedTests : IDisposable
{
    private readonly string _file = Path.Combine(AppContext.BaseDirectory, "settings-" + Guid.NewGuid().ToString("N"), "screen.json");

    public void Dispose()
    {
        if (Directory.Exists(Path.GetDirectoryName(_file)))
        {
            Directory.Delete(Path.GetDirectoryName(_file)!, true);
        }
    }

    [Fact]
    public void Form_theme_and_filter_come_back_and_the_topic_is_the_sessions()
    {
        using (var stage = new Stage())
        {
            stage.Press("1").Type("x").Press("Down", "Down").Type("u1").Press("Esc", "Ctrl+T", "t", "/").Type("kind=acked").Press("Enter");
            RememberedFile.Write(_file, Remembered.From(stage.State, new Remembered())).ShouldBeNull();
        }

        using var again = new Stage();
        var remembered = RememberedFile.Read(_file, out var problem);
        problem.ShouldBeNull();
        remembered.ApplyTo(again.State);

        remembered.Theme.ShouldBe(ThemeName.Light);
        again.State.Publishing.Form.UserId.ShouldBe("u1");
        again.State.Publishing.Form.Topic.ShouldBe("lab-tasks");
        again.State.LastFilter.ShouldBe("kind=acked");
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_said_and_nothing_is_lost()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        File.WriteAllText(_file, "{ not json");

        RememberedFile.Read(_file, out var problem).Form.ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain(_file);
        File.ReadAllText(_file).ShouldBe("{ not json");
    }

    [Fact]
    public void Without_a_file_nothing_is_written() => RememberedFile.Write(null, new Remembered()).ShouldBeNull();

    [Fact]
    public void A_key_can_be_another_one()
    {
        using var stage = new Stage();
        stage.State.Rebind(new Dictionary<string, string[]> { [CommandIds.Help] = ["F4"], [CommandIds.Palette] = ["Ctrl+G"] });

        stage.Press("F1").Window.TopOverlay.ShouldBeNull();
        stage.Press("F4").Frame.ShouldContain("F4");
        stage.Press("Esc", "Ctrl+G").Frame.ShouldContain("Palette ─");
    }

    [Fact]
    public void A_key_that_is_taken_and_a_command_that_is_not_there_are_said()
    {
        KeyTable.With(new Dictionary<string, string[]> { [CommandIds.Help] = ["k"], ["no.such"] = ["F9"] }, out var problems);

        problems.ShouldBe(["'k' cannot be the key of help: it is the key of worker.kill.", "There is no command 'no.such' to give a key to."]);
    }
}
