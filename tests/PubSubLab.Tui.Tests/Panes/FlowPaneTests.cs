using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
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
    public void A_killed_worker_whose_tasks_others_have_left_no_lease()
    {
        using var stage = new Stage(120, 36);
        stage.Spawn();
        stage.Spawn();
        stage.Happens(LabEventKind.Delivered, "m1", "w1");
        stage.Session.Workers.Kill("w1");
        stage.Press("2").Frame.ShouldContain("1 lease ends in");

        // A broker that takes tasks back when the connection ends.
        stage.Happens(LabEventKind.Delivered, "m1", "w2");
        stage.Press("2").Frame.ShouldNotContain("1 lease");
    }

    [Fact]
    public void Folded_workers_that_ended_are_not_called_idle()
    {
        using var stage = new Stage(80, 24);
        for (var i = 0; i < 16; i++)
        {
            stage.Spawn();
        }

        stage.Press("2", "g");
        for (var i = 1; i <= 16; i++)
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

    [Theory]
    [InlineData(0, 5, " 0 waiting, oldest unacked 5 s")]
    [InlineData(2, 5, " 2 waiting, oldest 5 s")]
    [InlineData(0, null, " 0 waiting")]
    public void A_backlog_does_not_contradict_itself(int waiting, int? age, string told) =>
        string.Concat(FlowText.Backlog(new BacklogState(waiting, 3, age is { } s ? TimeSpan.FromSeconds(s) : null)).Skip(1).Select(s => s.Text)).ShouldBe(told);

    [Fact]
    public void A_time_is_whole_or_not_there()
    {
        FlowText.Ago(TimeSpan.FromSeconds(90), 8).ShouldBe("1 min");
        FlowText.Ago(TimeSpan.FromSeconds(59), 8).ShouldBe("59 s ago");
        FlowText.Ago(TimeSpan.Zero, 8).ShouldBe("now");
    }

    [Fact]
    public void The_headings_stay_however_long_the_title_is()
    {
        var journal = new LabJournal(new FakeTimeProvider());
        var options = new LabOptions { Topic = "a-topic-with-a-name-that-is-longer-than-the-room-for-it" };
        using var stage = new Stage(80, 24, session: new LabSession(new ScriptedTransport(), journal, HandlerCatalog.Of([typeof(EchoHandler)]), options));
        stage.Spawn();
        stage.Rows().ShouldContain(r => r.Contains("2 Flow ─ 1 running") && r.Contains(" wire ") && r.Contains(" nacked"));
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
        stage.Press("Down", "Delete");
        stage.Session.Workers.Get("w2").ReadStatus().IsAlive.ShouldBeFalse();
    }

    [Fact]
    public void A_second_Delete_does_not_reach_another_worker_also_where_none_was_selected()
    {
        using var stage = new Stage();
        stage.Spawn();
        stage.Spawn();

        stage.Press("2", "Delete", "Delete").Settle();

        stage.Session.Workers.ReadStatus().Select(w => w.IsAlive).ShouldBe([false, true]);
        stage.Workers.ReadSelected()!.Name.ShouldBe("w1");
    }

    [Fact]
    public void A_worker_that_comes_later_takes_no_selection_that_was_made_meanwhile()
    {
        using var stage = new Stage();
        stage.Spawn();
        stage.Spawn();
        stage.Transport.Opening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Press("2", "+");
        stage.Workers.Select("w1");

        stage.Transport.Opening.SetResult();
        stage.Settle();

        stage.Session.Workers.Get("w3").ReadStatus().IsAlive.ShouldBeTrue();
        stage.Workers.ReadSelected()!.Name.ShouldBe("w1");
    }

    [Fact]
    public void A_filter_is_seen_soon_after_its_subscription_was_made()
    {
        using var stage = new Stage(withPorts: true);
        stage.Settle();
        stage.Ports.Subscriptions.Add(new("shard-7", "lab-tasks") { Filter = "attributes.user_id_mod_100 = \"7\"" });
        stage.Spawn(new PubSubLab.Lab.Workers.WorkerSpec { Subscription = "shard-7" });
        stage.Frame.ShouldNotContain("user_id_mod_100");

        stage.Advance(TimeSpan.FromMilliseconds(300)).Settle();

        stage.Frame.ShouldContain("user_id_mod_100 = \"7\"");
    }

    [Fact]
    public void A_subscription_with_a_transform_has_its_sign_and_nothing_else_moves()
    {
        using var plain = new Stage(withPorts: true);
        using var marked = new Stage(withPorts: true);
        plain.Settle();
        marked.Settle();
        marked.Ports.ActiveTransforms[("lab-tasks-sub", false)] = 1;

        foreach (var stage in new[] { plain, marked })
        {
            stage.Advance(TimeSpan.FromSeconds(2)).Settle();
        }

        plain.Frame.ShouldNotContain("ƒ");
        marked.Frame.ShouldContain("lab-tasks-sub  everything ƒ");
        marked.Frame.Replace('ƒ', ' ').ShouldBe(plain.Frame);
    }

    [Theory]
    [InlineData(1, "lab-tasks ƒ ")]
    [InlineData(2, "lab-tasks ƒ2 ")]
    public void A_topic_with_transforms_has_their_sign(int active, string shown)
    {
        using var stage = new Stage(withPorts: true);
        stage.Ports.ActiveTransforms[("lab-tasks", true)] = active;

        stage.Advance(TimeSpan.FromSeconds(2)).Settle();

        stage.Frame.ShouldContain(shown);
    }

    [Fact]
    public void The_help_says_what_the_sign_of_a_transform_means()
    {
        using var stage = new Stage();

        stage.Press("F1", "/").Type("two of them").Frame.ShouldContain("Behind a topic's name or a subscription's filter");
    }

    [Fact]
    public void Closing_in_the_flow_leaves_the_logs_filter()
    {
        using var stage = new Stage();
        stage.Happens(LabEventKind.Published, "m1");
        stage.Press("4", "/").Type("kind=acked").Press("Enter", "2", "q");
        stage.Log.Filter.IsEmpty.ShouldBeFalse();

        stage.Press("4", "q");
        stage.Log.Filter.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void An_experiment_gives_the_selection_back()
    {
        using var stage = new Stage();
        stage.Spawn();
        stage.Spawn();
        stage.Workers.Select("w2");

        stage.Experiments.Run(new PubSubLab.Lab.Experiments.RunSettings());
        stage.Workers.ReadSelected()!.Name.ShouldBe("e1", "no worker of the lab is offered while an experiment runs");
        stage.Experiments.Stop();
        stage.Settle();

        stage.Workers.ReadSelected()!.Name.ShouldBe("w2");
    }
}
