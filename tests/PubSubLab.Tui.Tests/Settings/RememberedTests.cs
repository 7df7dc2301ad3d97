using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Panes;
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
            stage.ToField("Topic").Type("x").Press("Down").Type("u1").Press("Esc", "Ctrl+T", "t", "/").Type("kind=acked").Press("Enter");
            RememberedFile.Write(_file, stage.Get<ScreenMemory>().Read(new Remembered())).ShouldBeNull();
        }

        using var again = new Stage();
        var remembered = RememberedFile.Read(_file, out var problem);
        problem.ShouldBeNull();
        again.Get<ScreenMemory>().Apply(remembered);

        remembered.Theme.ShouldBe(ThemeName.Light);
        again.Publisher.Form.UserId.ShouldBe("u1");
        again.Publisher.Form.Topic.ShouldBe("lab-tasks");
        again.Filters.Last.ShouldBe("kind=acked");
    }

    [Fact]
    public void What_was_predicted_in_the_course_comes_back_and_an_older_file_has_none_of_it()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        File.WriteAllText(_file, """{ "Theme": "Light", "Course": { "async": { "Said": "5 s", "WasRight": true }, "crash": {}, "push": null } }""");
        using (var stage = new Stage())
        {
            stage.Get<ScreenMemory>().Apply(RememberedFile.Read(_file, out var problem));
            problem.ShouldBeNull();
            stage.Press("F2").Frame.ShouldContain("✓ async");
            stage.Frame.ShouldContain("○ crash");
            stage.Frame.ShouldContain("1 of 15 predicted, 1 right");
            RememberedFile.Write(_file, stage.Get<ScreenMemory>().Read(new Remembered())).ShouldBeNull();
        }

        RememberedFile.Read(_file, out _).Course.ShouldBe(new Dictionary<string, KeptPrediction> { ["async"] = new("5 s", true), ["crash"] = new() }, ignoreOrder: true);

        File.WriteAllText(_file, """{ "Theme": "Light" }""");
        RememberedFile.Read(_file, out var older).Course.ShouldBeEmpty();
        older.ShouldBeNull();
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
    public void The_filters_that_were_used_are_gone_through_with_up_and_down_also_the_next_time()
    {
        using (var stage = new Stage())
        {
            foreach (var filter in (string[])["one", "two", "one", "three"])
            {
                stage.Press("/");
                stage.Pane<LogPane>().ShowFilter("");
                stage.Type(filter).Press("Enter");
            }

            stage.Press("Esc");
            RememberedFile.Write(_file, stage.Get<ScreenMemory>().Read(new Remembered())).ShouldBeNull();
        }

        using var again = new Stage();
        again.Get<ScreenMemory>().Apply(RememberedFile.Read(_file, out _));
        again.Filters.Used.ShouldBe(["two", "one", "three"]);

        string Shown() => again.Log.Filter.Text;
        again.Press("/").Pane<LogPane>().FilterField.Text.ShouldBe("three", "the last one is offered");
        Shown().ShouldBeEmpty("it is not applied yet");
        again.Press("Up");
        Shown().ShouldBe("one");
        again.Press("Up", "Up", "Up");
        Shown().ShouldBe("two", "the oldest one is the last");
        again.Press("Down", "Down");
        Shown().ShouldBe("three");
        again.Type("!").Press("Up", "Down", "Down");
        Shown().ShouldBe("", "behind the newest is what was typed first: nothing");
    }

    [Fact]
    public void What_is_typed_is_still_there_after_looking_at_earlier_filters()
    {
        using var stage = new Stage();
        stage.Press("/").Type("old").Press("Enter", "Esc", "/");
        stage.Pane<LogPane>().ShowFilter("");
        stage.Press("Down").Type("ne").Press("Up");
        stage.Log.Filter.Text.ShouldBe("old");
        stage.Press("Down");
        stage.Log.Filter.Text.ShouldBe("ne");
    }

    [Fact]
    public void The_layout_comes_back()
    {
        KeptLayout kept;
        using (var stage = new Stage())
        {
            stage.Press("3", ">", ">", "L", "4", "z");
            stage.Layout.Keep();
            kept = stage.Layout.Kept;
            RememberedFile.Write(_file, stage.Get<ScreenMemory>().Read(new Remembered())).ShouldBeNull();
        }

        kept.Zoomed.ShouldBe(PaneId.Log);
        using var again = new Stage();
        again.Get<ScreenMemory>().Apply(RememberedFile.Read(_file, out _));
        again.Layout.Restore();
        again.Layout.Keep();
        again.Layout.Kept.ShouldBe(kept);
        again.Frame.ShouldContain("zoomed; z goes back");
        again.Press("z", "3").Frame.ShouldContain("3 Timeline ─ last 10 s");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"Form\":{\"UserId\":null}}")]
    [InlineData("{\"Form\":null,\"Theme\":99,\"TimeFormat\":99}")]
    [InlineData("{\"Keys\":null}")]
    [InlineData("{\"Keys\":{\"palette\":null}}")]
    [InlineData("{\"Keys\":{\"palette\":[null,\"\"]}}")]
    [InlineData("{\"Filters\":[null,\"\",\"x\"]}")]
    [InlineData("{\"Layout\":{\"TimelineSeconds\":1e300,\"Zoomed\":77}}")]
    [InlineData("{\"Layout\":{\"TimelineSeconds\":-1,\"Zoomed\":\"Topology\"}}")]
    public void A_file_with_nonsense_in_it_opens_the_lab_all_the_same(string json)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        File.WriteAllText(_file, json);
        using var stage = new Stage();
        stage.Get<ScreenMemory>().Apply(RememberedFile.Read(_file, out _));
        stage.Layout.Restore();
        stage.Press("F1").Frame.ShouldContain("Help");
    }

    [Fact]
    public void Without_a_file_nothing_is_written() => RememberedFile.Write(null, new Remembered()).ShouldBeNull();

    [Fact]
    public void A_key_can_be_another_one()
    {
        using var stage = new Stage(120, 60);
        stage.Keys.Rebind(new Dictionary<string, string[]> { [CommandIds.Help] = ["F12"], [CommandIds.Palette] = ["Ctrl+G"] });

        stage.Press("F1").Dialogs.Top.ShouldBeNull();
        stage.Press("F12").Frame.ShouldContain("F12");
        stage.Press("Esc", "Ctrl+G").Frame.ShouldContain("Palette ─");
    }

    [Fact]
    public void A_file_of_the_version_before_keeps_its_keys_also_where_they_are_the_labs_now()
    {
        using var stage = new Stage(120, 60);
        stage.Keys.Rebind(new Dictionary<string, string[]> { ["worker.kill"] = ["K"], ["pane.workers"] = ["F10"], [CommandIds.TimeFormat] = ["a"], [CommandIds.Help] = ["k"], ["message.copy-gcloud"] = ["J"] });

        stage.Notice.ShouldBeNull();
        stage.Press("F10").Navigator.Focused.ShouldBe(PaneId.Flow);
        stage.Press("k").Frame.ShouldContain("Explains the screen");
        stage.Press("Esc", "a").Dialogs.Top.ShouldBeNull("a is the format of times");
        stage.Keys.KeyOf(CommandIds.Kill).ShouldBe("K");
        stage.Keys.KeyOf(CommandIds.SpawnWith).ShouldBe("'Spawn with …' in the palette");
    }

    [Fact]
    public void A_pane_of_the_version_before_is_zoomed_again()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        File.WriteAllText(_file, """{"Layout":{"Zoomed":"Workers"}}""");
        RememberedFile.Read(_file, out _).Layout.Zoomed.ShouldBe(PaneId.Flow);
    }

    [Fact]
    public void A_key_that_is_taken_and_a_command_that_is_not_there_are_said()
    {
        KeyTable.With(KeyTable.All, new Dictionary<string, string[]> { [CommandIds.Help] = ["p"], ["no.such"] = ["F9"] }, out var problems);

        problems.ShouldBe(["'p' cannot be the key of help: it is the key of publish.", "There is no command 'no.such' to give a key to."]);
    }
}
