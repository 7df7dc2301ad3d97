using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Tests.Frames;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Screen;

public sealed class FilmExportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pubsublab-film-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void O_saves_the_last_half_minute_in_three_forms_and_says_where()
    {
        using var stage = new Stage(100, 30);
        stage.Get<LogExport>().Folder = _folder;
        stage.Happens(LabEventKind.Published, "before", json: "\"long-ago\"");
        stage.Advance(TimeSpan.FromMinutes(5));
        stage.Happens(LabEventKind.Published, "now", json: "\"just-now\"");
        stage.Advance(TimeSpan.FromSeconds(5));

        stage.Press("O");
        stage.Frame.ShouldContain("Save the last 30 s");
        stage.Press("Enter").Settle();

        var files = Directory.GetFiles(_folder).Select(Path.GetFileName).Order().ToList();
        files.Select(Path.GetExtension).ShouldBe([".cast", ".html", ".svg"]);
        stage.Notice!.Text.ShouldStartWith($"Saved {Path.Combine(_folder, Path.GetFileNameWithoutExtension(files[0])!)}.svg (");
        var cast = CastFile.Parse(File.ReadAllText(Path.Combine(_folder, files[0]!)));
        (cast.Width, cast.Height).ShouldBe((100, 30));
        cast.Length.ShouldBe(TimeSpan.FromSeconds(31), TimeSpan.FromSeconds(0.1));
        cast.TextAt(TimeSpan.FromSeconds(10)).ShouldContain("long-ago");
        cast.TextAt(TimeSpan.FromSeconds(10)).ShouldNotContain("just-now");
        cast.TextAt(TimeSpan.FromSeconds(28)).ShouldContain("just-now");
        new SvgFilm(File.ReadAllText(Path.Combine(_folder, files[2]!))).TextAt(null).ShouldContain("just-now");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_said_and_nothing_stays_behind()
    {
        using var stage = new Stage(120, 36);
        stage.Get<LogExport>().Folder = Path.Combine(_folder, "gone");
        stage.Happens(LabEventKind.Published, "m1");
        stage.Press("O", "Enter").Settle();

        stage.Notice!.IsError.ShouldBeTrue();
        stage.Notice.Text.ShouldContain("cannot be written");
        stage.Notice.Text.ShouldContain("start the lab in another folder");
        Directory.GetFileSystemEntries(_folder).ShouldBeEmpty();
        stage.Press("Esc", "O");
        stage.Frame.ShouldContain("Save the last 30 s", Case.Sensitive, "it can be tried again");
    }

    [Fact]
    public void A_full_disk_is_said_with_what_was_saved_before_and_half_a_picture_goes()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");
        using var stage = new Stage(120, 36);
        stage.Get<LogExport>().Folder = _folder;
        stage.Happens(LabEventKind.Published, "m1");
        var name = $"pubsublab-{stage.Get<ScreenClock>().Time.GetUtcNow():yyyyMMdd-HHmmss}";
        File.CreateSymbolicLink(Path.Combine(_folder, name + ".cast"), "/dev/full");
        stage.Press("O", "Enter").Settle();

        stage.Notice!.IsError.ShouldBeTrue();
        stage.Notice.Text.ShouldBe($"'{Path.Combine(_folder, name)}.cast' cannot be written: The disk is full. Make room, or start the lab in another folder. Saved are {name}.svg.");
        Directory.GetFiles(_folder).Select(Path.GetFileName).ShouldBe([name + ".svg"]);
    }

    [Fact]
    public void Where_nothing_has_happened_there_is_nothing_to_save()
    {
        using var stage = new Stage(80, 24);
        stage.Press("O");
        stage.Notice!.Text.ShouldBe("Save film …: nothing has happened yet.");
    }

    [Fact]
    public void A_screen_in_memory_leaves_the_colours_of_another_as_they_are()
    {
        using var stage = new Stage(80, 24);
        stage.Window.App!.Driver!.Force16Colors = true;
        using var other = new Stage(80, 24);

        other.Window.App!.Driver!.Force16Colors.ShouldBeFalse();
        stage.Window.App.Driver.Force16Colors.ShouldBeTrue();
    }
}
