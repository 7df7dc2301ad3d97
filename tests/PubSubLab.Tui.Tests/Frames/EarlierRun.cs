using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Tests.Support;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Tests.Frames;

/// <summary>A lab that goes on from a data directory: its last run was killed a while ago, with two workers and a task outstanding.</summary>
internal static class EarlierRun
{
    private static readonly IReadOnlyDictionary<string, string> s_attributes = new Dictionary<string, string> { ["user_id"] = "u1" };

    /// <summary>Lets a new stage go on.</summary>
    /// <param name="stage">A stage on which nothing has happened.</param>
    /// <param name="ago">Time since the last run's end.</param>
    public static Stage GoOn(this Stage stage, TimeSpan ago)
    {
        var (journal, end) = (stage.Journal, stage.Journal.StartedAt - ago);
        RecordedEvent At(double seconds, LabEventKind kind, long? number = null, string? worker = null, EventData? data = null) => new(
            end - TimeSpan.FromSeconds(seconds), kind,
            number is null ? null : new MessageFacts($"{number}", "lab-tasks", """{"task_id":"1123"}"""u8.ToArray(), s_attributes), worker, worker is null ? null : "lab-tasks-sub", 0, data)
        {
            Number = number,
        };

        journal.Continue(
        [
            At(12, LabEventKind.WorkerStarted, null, "w1", new WorkerSetUp("Slow 5 s", Acceptance.Everything)), At(12, LabEventKind.WorkerStarted, null, "w2", new WorkerSetUp("Echo", Acceptance.Everything)),
            At(9, LabEventKind.Published, 41), At(9, LabEventKind.Delivered, 41, "w1"), At(6, LabEventKind.Published, 42), At(6, LabEventKind.Delivered, 42, "w2"),
            At(5.5, LabEventKind.Nacked, 42, "w2", new HandlerFailed("no stock")), At(5.5, LabEventKind.Delivered, 42, "w2"), At(5, LabEventKind.Acked, 42, "w2"),
            At(4, LabEventKind.Acked, 41, "w1", new Handled(TimeSpan.FromSeconds(5))), At(3, LabEventKind.Published, 43), At(0, LabEventKind.Delivered, 43, "w1"),
        ]);
        journal.Append(LabEventKind.Note, data: new RunBegan("orders", journal.Earlier.Count, end));
        journal.Unacked.Begin(1);
        stage.Session.Workers.Earlier.Offer([new WorkerSpec { Name = "w1", Handler = "slow" }, new WorkerSpec { Name = "w2" }]);
        stage.Session.Offer(stage.Session.Ports with { Data = stage.Data });
        stage.Get<Revision>().Advance();
        return stage.Advance(TimeSpan.FromSeconds(2));
    }
}
