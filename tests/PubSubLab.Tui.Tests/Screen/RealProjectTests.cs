using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Screen;

/// <summary>Messages and questions of the screen on a real project.</summary>
public sealed class RealProjectTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedTransport _transport = new() { Description = "cloud my-project", IsCloud = true };

    public ValueTask DisposeAsync() => _transport.DisposeAsync();

    [Fact]
    public void Running_an_experiment_asks_about_what_it_makes_and_where()
    {
        using var stage = Open();

        stage.Press("F2", "Enter", "Enter");

        stage.Frame.ShouldContain("Run an experiment on a real project?");
        stage.Frame.ShouldContain("cloud my-project");
        stage.Press("Enter").Settle();
        _transport.Made.ShouldBeEmpty();
        stage.Press("Enter", "Tab", "Enter").Until(() => _transport.Made.Count > 0);
        stage.Experiments.IsRunning.ShouldBeTrue();
    }

    [Fact]
    public void The_header_has_what_is_unacknowledged_whatever_else_is_out_of_the_ordinary()
    {
        using var stage = Open(120);
        stage.Frame.ShouldContain("unacked 0");
        stage.Press("Space").Rows()[0].ShouldContain("HELD");
        stage.Rows()[0].ShouldContain("unacked 0");
        stage.Rows()[0].ShouldContain("nacked 0");
        stage.Rows()[0].ShouldContain("cloud my-project");
    }

    [Fact]
    public void A_comparison_asks_about_what_they_create_and_where()
    {
        using var stage = Open();

        stage.Press("F4");

        stage.Frame.ShouldContain("Compare on a real project?");
        stage.Frame.ShouldContain("topics and");
        stage.Press("Enter").Settle();
        stage.Comparing.IsRunning.ShouldBeFalse();
        stage.Press("Enter", "Tab", "Enter").Until(() => stage.Comparing.IsRunning);
    }

    [Fact]
    public void The_header_names_what_was_made_for_a_while()
    {
        using var stage = Open();
        stage.Press("F2", "Enter", "Enter", "Tab", "Enter").Until(() => stage.Experiments.Steering is { IsOpen: true });

        var made = _transport.Made[0];
        stage.Rows()[0].ShouldContain($"{made.Topics[0]} → {made.Subscriptions[0].Name}");
    }

    [Fact]
    public void The_header_names_the_temporary_subscription_that_workers_listen_on()
    {
        using var stage = Open();
        stage.Rows()[0].ShouldContain("lab-tasks → lab-tasks-sub ");

        stage.Press("2", "+", "Tab", "Enter").Until(() => _transport.Made.Count == 1).Settle().Until(() => stage.Session.Workers.Workers.Count == 1).Settle();

        stage.Rows()[0].ShouldContain($"lab-tasks → {_transport.Made[0].Subscriptions[0].Name}");
    }

    [Fact]
    public void A_refusal_that_is_longer_than_its_place_can_be_read_whole()
    {
        using var stage = Open();
        _transport.Refusal = new LabException(string.Join(' ', Enumerable.Range(1, 120).Select(n => $"word{n}")));

        stage.Press("p", "Tab", "Enter").Settle();

        stage.Frame.ShouldContain("What went wrong");
        stage.Frame.ShouldContain("word1 ");
        stage.Frame.ShouldContain("word120");
        stage.Press("Esc").Frame.ShouldNotContain("What went wrong");
    }

    [Fact]
    public void A_publish_that_gets_no_answer_says_for_how_long()
    {
        using var stage = Open();
        _transport.Answer = new TaskCompletionSource();
        stage.Press("p", "Tab", "Enter").Frame.ShouldNotContain("no answer");

        _time.Advance(TimeSpan.FromSeconds(12));

        stage.Frame.ShouldContain("no answer for 12 s");
        _transport.Answer.SetResult();
        stage.Settle().Frame.ShouldContain("published 1 of 1");
    }

    private Stage Open(int width = 160) => new(width, session: new LabSession(_transport, new LabJournal(_time)));
}
