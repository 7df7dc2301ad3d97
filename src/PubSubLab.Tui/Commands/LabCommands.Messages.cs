using System.Text;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Screen;

namespace PubSubLab.Tui.Commands;

internal static partial class LabCommands
{
    private static void AddMessages(LabWindow w)
    {
        var c = w.Commands;
        string? Missing() => NoMessage(w);
        c.Add(
            CommandIds.Why,
            () =>
            {
                if (w.TopOverlay is not DetailsOverlay)
                {
                    OpenDetails(w);
                }

                (w.TopOverlay as DetailsOverlay)?.ShowWhy();
            },
            Missing);
        c.Add(CommandIds.CopyRaw, () => Copy(w, "The body", m => m.Text), Missing);
        c.Add(CommandIds.CopyJson, () => Copy(w, "The message as JSON", MessageExport.Json), Missing);
        c.Add(CommandIds.CopyGcloud, () => Copy(w, "The gcloud line", MessageExport.Gcloud), Missing);
        c.Add(CommandIds.CopyCSharp, () => Copy(w, "The C#", MessageExport.CSharp), Missing);
        c.Add(CommandIds.Republish, () => WithMessage(w, message => Agreed(w, () => Republish(w, message))), Missing);
        c.Add(
            CommandIds.RepublishEdited,
            () => WithMessage(w, message =>
            {
                if (NotWhole(message) is { } reason)
                {
                    w.State.Fail(reason);
                    return;
                }

                w.State.Publishing.Form = w.State.Publishing.Form.With(message);
                w.Publisher.Fill();
                CloseAll(w);
                w.Go(PaneId.Publisher);
                w.Publisher.EnterAtStart();
            }),
            Missing);
        c.Add(
            CommandIds.Follow,
            () => WithMessage(w, message =>
            {
                CloseAll(w);
                w.State.Log.SetFilter(LogFilter.Parse($"#{message.Number}"));
                w.State.Log.Follow();
                w.Go(PaneId.Log);
            }),
            Missing);
        c.Add(CommandIds.DetailsNextTab, () => (w.TopOverlay as DetailsOverlay)?.Turn(1));
        c.Add(CommandIds.DetailsPreviousTab, () => (w.TopOverlay as DetailsOverlay)?.Turn(-1));
    }

    // The one whose details are open, else the selected one. It may have gone from the log since the key was allowed.
    private static void WithMessage(LabWindow w, Action<LabMessage> act)
    {
        if ((w.TopOverlay as DetailsOverlay)?.Message is { } open)
        {
            act(open);
        }
        else if (w.State.SelectedMessage is { } message)
        {
            act(message);
        }
    }

    private static void Copy(LabWindow w, string what, Func<LabMessage, string> form) => WithMessage(w, message =>
    {
        var text = form(message);
        w.CopyOut(text);
        w.State.Say(message.Length > LabMessage.KeptBytes
            ? $"Copied with only the first {LabMessage.KeptBytes:N0} of {message.Length:N0} bytes, which is what is kept: {what} of #{message.Number}."
            : $"{what} of #{message.Number} went to the terminal's clipboard (OSC 52): {Encoding.UTF8.GetByteCount(text):N0} bytes.");
    });

    /// <summary>Why a message cannot be published from here; null where all of it is here.</summary>
    private static string? NotWhole(LabMessage message) => message.Length <= LabMessage.KeptBytes ? null
        : $"#{message.Number} has {message.Length:N0} bytes and only the first {LabMessage.KeptBytes:N0} are kept here; publish it from where it came.";

    private static void Republish(LabWindow w, LabMessage message)
    {
        var s = w.State;
        if (NotWhole(message) is { } reason)
        {
            s.Fail(reason);
            return;
        }

        var draft = new TaskDraft { Json = message.Text, Attributes = message.Attributes, OrderingKey = message.OrderingKey };
        var order = new PublishOrder(draft) { Topic = message.Topic.Length > 0 ? message.Topic : null };
        s.Work.Start(async ending =>
        {
            await s.Session.Publisher.PublishAsync(order, null, ending);
            s.Work.Post(() => s.Say($"#{message.Number} is published again."));
        });
    }

    private static void CloseAll(LabWindow w)
    {
        while (w.TopOverlay is not null)
        {
            w.CloseOverlay();
        }
    }
}
