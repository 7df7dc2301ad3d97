using PubSubLab.Lab.Publishing;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.Settings;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Publishing;

public sealed class SavedTasksTests
{
    [Fact]
    public void A_task_is_saved_under_a_name_picked_and_deleted()
    {
        using var stage = new Stage();
        stage.ToField("user_id").Type("u1").Press("Alt+S").Type("for u1").Press("Enter");
        stage.ToField("user_id").Type("other").ToField("Task").Press("Ctrl+A").Type("1").Press("Ctrl+O").Frame.ShouldContain("▸ for u1");

        stage.Press("Enter");
        stage.Publisher.Form.UserId.ShouldBe("u1");
        stage.Publisher.Form.Task.ShouldBe(TaskDraft.SeedTask);
        stage.Publisher.Form.Topic.ShouldBe("lab-tasks");

        stage.Press("Ctrl+O", "Delete").Frame.ShouldContain("Delete 'for u1'?");
        stage.Press("Tab", "Enter").Frame.ShouldContain("No task is saved yet.");
        stage.Get<SavedTasks>().All.ShouldBeEmpty();
    }

    [Fact]
    public void The_list_saves_the_form_too_and_a_name_is_needed()
    {
        using var stage = new Stage();
        stage.Press("Ctrl+O", "Enter", "Enter").Frame.ShouldContain("A saved task needs a name");
        stage.Type("a").Press("Enter", "Ctrl+O", "Home", "Enter").Type("a").Frame.ShouldContain("It takes the place of the one");
        stage.Press("Enter");
        stage.Get<SavedTasks>().All.Select(t => t.Name).ShouldBe(["a"]);
    }

    [Fact]
    public void A_saved_task_is_in_the_file_at_once_and_so_is_a_deletion()
    {
        var folder = Directory.CreateTempSubdirectory("pubsublab-");
        var file = Path.Combine(folder.FullName, "screen.json");
        try
        {
            using var stage = new Stage();
            stage.Get<SettingsKeeper>().Open(file, new Remembered { Filters = ["kept"] }, problem: null);
            stage.Press("Alt+S").Type("one").Press("Enter");
            var written = RememberedFile.Read(file, out _);
            written.Tasks.ShouldHaveSingleItem().Name.ShouldBe("one");
            written.Filters.ShouldBe(["kept"]);
            Directory.GetFiles(folder.FullName).ShouldBe([file], "nothing is left beside it");

            stage.Press("Ctrl+O", "Delete", "Tab", "Enter");
            RememberedFile.Read(file, out _).Tasks.ShouldBeEmpty();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_task_that_cannot_be_kept_is_said_and_a_file_that_could_not_be_read_stays_as_it_is()
    {
        using var stage = new Stage();
        stage.Get<SettingsKeeper>().Open("/proc/none/screen.json", new Remembered(), problem: null);
        stage.Press("Alt+S").Type("one").Press("Enter").Notice!.Text.ShouldStartWith("It is kept only until you quit: ");

        stage.Get<SettingsKeeper>().Open("/proc/none/screen.json", new Remembered(), "it could not be read.");
        stage.Press("Esc", "Alt+S").Type("two").Press("Enter").Notice!.Text.ShouldBe("It is kept only until you quit: it could not be read.");
        stage.Get<SettingsKeeper>().Save().ShouldBeNull();
    }

    [Fact]
    public void Saved_tasks_come_back_with_the_settings()
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"settings-{Guid.NewGuid():N}.json");
        try
        {
            using (var stage = new Stage())
            {
                stage.ToField("Task").Press("Ctrl+A").Paste("{\n \"many\": \"lines 漢 \u202e\"\n}").Press("Alt+S").Type("one").Press("Enter");
                stage.ToField("Task").Press("Ctrl+A").Type("2");
                RememberedFile.Write(file, stage.Get<ScreenMemory>().Read(new Remembered())).ShouldBeNull();
            }

            using var again = new Stage();
            again.Get<ScreenMemory>().Apply(RememberedFile.Read(file, out var problem));
            problem.ShouldBeNull();
            again.Press("Ctrl+O", "Enter");
            again.Publisher.Form.Task.ShouldBe("{\n \"many\": \"lines 漢 \u202e\"\n}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"Name\":\"b\"}")]
    [InlineData("{\"Form\":{}}")]
    public void An_entry_without_name_or_form_is_passed_over(string entry)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"settings-{Guid.NewGuid():N}.json");
        try
        {
            File.WriteAllText(file, $"{{\"Tasks\":[{entry},{{\"Name\":\"a\",\"Form\":{{\"Task\":\"1\"}}}}]}}");
            using var stage = new Stage();
            stage.Get<ScreenMemory>().Apply(RememberedFile.Read(file, out var problem));
            problem.ShouldBeNull();
            stage.Press("Ctrl+O").Frame.ShouldContain("▸ a ");
            stage.Get<SavedTasks>().All.ShouldHaveSingleItem().Form.Task.ShouldBe("1");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Names_of_any_text_are_shown_safely()
    {
        using var stage = new Stage(80, 24);
        var (hostile, tasks) = (new HostileText(5), stage.Get<SavedTasks>());
        for (var i = 0; i < 60; i++)
        {
            tasks.Save(hostile.Next(), new PublishForm { Task = hostile.Next() + "\n" + hostile.Next(), UserId = hostile.Next() });
        }

        stage.Press("Ctrl+O");
        for (var i = 0; i < 60; i++)
        {
            stage.Press("Down").Rows().ShouldAllBe(r => PubSubLab.Lab.OutsideText.Printable(r) == r);
        }
    }
}
