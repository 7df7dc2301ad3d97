using PubSubLab.Lab;
using PubSubLab.Lab.Handlers.Loading;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Workers;

/// <summary>Reads a person's own handlers again, beside the screen, and says what came of it.</summary>
internal sealed class HandlerReloading(LabSession session, BackgroundWork work, Notices notices)
{
    /// <summary>Reads the files again.</summary>
    public void Start() => work.Start(async ending => Say(await session.Handlers.LoadAsync(ending), again: true));

    /// <summary>Says what a reading found that was started before the screen.</summary>
    public void Report(Task<HandlerLoad> loading) => work.Start(async ending => Say(await loading.WaitAsync(ending), again: false));

    private void Say(HandlerLoad load, bool again)
    {
        // The notice goes after some seconds; the log keeps every sentence.
        foreach (var problem in load.Problems)
        {
            session.Journal.Append(LabEventKind.Note, data: new Reason(problem.Sentence));
        }

        work.Post(() =>
        {
            if (load.Problems.Count > 0)
            {
                var first = load.Problems[0].Sentence;
                notices.Fail(load.Problems.Count == 1 ? first : $"{first} The log has {load.Problems.Count - 1} more.");
            }
            else
            {
                var names = string.Join(", ", load.Names);
                notices.Say(again ? $"Handlers loaded again: {names}. Workers spawned from now on use them." : $"Handlers of your own: {names}. A worker gets one with a or e.");
            }
        });
    }
}
