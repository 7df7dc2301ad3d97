using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Flow;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Panes;

public class FlowPaneTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(99_999, "99,999")]
    [InlineData(100_000, "100k")]
    [InlineData(123_456, "123.5k")]
    [InlineData(999_940, "999.9k")]
    [InlineData(999_999, "1M")]
    [InlineData(1_000_000, "1M")]
    [InlineData(12_345_678, "12.3M")]
    [InlineData(123_456_789, "123.5M")]
    public void A_count_is_never_cut(long count, string shown)
    {
        FlowText.Short(count).ShouldBe(shown);
        shown.Length.ShouldBeLessThanOrEqualTo(6);
    }

    [Theory]
    [InlineData(120, 36)]
    [InlineData(80, 24)]
    public void Names_of_other_programs_that_begin_alike_can_be_told_apart(int width, int height)
    {
        using var stage = new Stage(width, height);
        foreach (var name in new[] { "w1@27451", "w1@27452" })
        {
            stage.Journal.Append(LabEventKind.StreamOpened, name, "lab-tasks-sub");
            stage.Happens(LabEventKind.Delivered, name, name);
        }

        stage.Press("2");
        stage.Rows().ShouldContain(r => r.Contains("w1@27451 ● other program", StringComparison.Ordinal) && r.Contains("█░░░░ 1", StringComparison.Ordinal));
        stage.Rows().ShouldContain(r => r.Contains("w1@27452 ● other program", StringComparison.Ordinal));
        stage.Press("3");
        stage.Rows().ShouldContain(r => r.Contains(" w1@27451 ", StringComparison.Ordinal) && r.Contains('▸', StringComparison.Ordinal));
        stage.Rows().ShouldContain(r => r.Contains(" w1@27452 ", StringComparison.Ordinal) && r.Contains('▸', StringComparison.Ordinal));
    }

    [Fact]
    public void Folded_workers_that_ended_are_not_called_idle()
    {
        using var stage = new Stage(80, 24);
        for (var i = 0; i < 8; i++)
        {
            stage.Spawn();
        }

        stage.Press("2", "g");
        for (var i = 1; i <= 8; i++)
        {
            stage.Workers.Select($"w{i}");
            stage.Press("Delete");
            stage.Settle();
        }

        stage.Advance(TimeSpan.FromSeconds(60));
        stage.Press("l", "g");
        stage.Rows().ShouldContain(r => r.Contains(" ended ", StringComparison.Ordinal));
        stage.Rows().ShouldNotContain(r => r.Contains(" idle ", StringComparison.Ordinal) && r.Contains("░░░░░", StringComparison.Ordinal));
    }

    [Fact]
    public void Kill_respawn_kill_kills_the_new_worker_also_where_it_is_not_there_yet()
    {
        using var stage = new Stage();
        stage.Spawn();
        stage.Spawn();
        stage.Press("2", "Delete");
        stage.Session.Workers.Get("w1").ReadStatus().IsAlive.ShouldBeFalse();
        stage.Transport.Opening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Press("r", "Delete");
        stage.Session.Workers.Get("w2").ReadStatus().IsAlive.ShouldBeTrue("the keys mean the worker that is being spawned");

        stage.Transport.Opening.SetResult();
        stage.Settle();

        stage.Session.Workers.Get("w3").ReadStatus().IsAlive.ShouldBeFalse();
        stage.Session.Workers.Get("w2").ReadStatus().IsAlive.ShouldBeTrue();
        stage.Workers.ReadSelected()!.Name.ShouldBe("w3");
    }

    [Fact]
    public void A_worker_that_cannot_be_spawned_leaves_the_keys_to_the_selected_one()
    {
        using var stage = new Stage();
        stage.Spawn();
        stage.Spawn();
        stage.Press("2", "Delete");
        stage.Transport.Opening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Press("r", "Delete");
        stage.Transport.Opening.SetException(new PubSubLab.Lab.LabException("The broker refused."));
        stage.Settle();

        stage.Session.Workers.Get("w2").ReadStatus().IsAlive.ShouldBeTrue();
        stage.Workers.IsExpecting.ShouldBeFalse();
        stage.Press("Delete");
        stage.Session.Workers.Get("w2").ReadStatus().IsAlive.ShouldBeFalse();
    }
}
