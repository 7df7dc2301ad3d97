using System.Text;
using Humanizer;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Commands;

/// <summary>Explains, copies, republishes and follows the message of the open details, else the selected one.</summary>
internal sealed class MessageCommands(
    MessageSelection selection, FollowedMessage followed, MessageDetails details, Dialogs dialogs, LabSession session, FormPublisher publisher, Consents consents, LogView log, PaneNavigator navigator,
    TerminalActions terminal, ThemeChoice theme, ScreenKeys keys, BackgroundWork work, Notices notices) : ICommandGroup
{
    public static int Order => 300;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.Why, KeyScope.Anywhere, "Why?", "Explains the selected message's state and the Pub/Sub rule behind it.", "w") { HintIn = [(KeyScope.Log, 7), (KeyScope.Timeline, 10), (KeyScope.Details, 7)] },
        new(CommandIds.CopyRaw, KeyScope.Anywhere, "Copy body", "Copies the selected message's body, also over SSH (OSC 52).", "y") { HintIn = [(KeyScope.Log, 8), (KeyScope.Timeline, 12), (KeyScope.Details, 8)] },
        new(CommandIds.CopyAs, KeyScope.Anywhere, "Copy as …", "Asks how to copy the selected message: as JSON, a gcloud command, or C# code.", "Y"),
        new(CommandIds.CopyJson, KeyScope.Anywhere, "Copy as JSON", "Copies the selected message with its attributes as JSON."),
        new(CommandIds.CopyGcloud, KeyScope.Anywhere, "Copy as gcloud", "Copies a gcloud command that publishes the selected message."),
        new(CommandIds.CopyCSharp, KeyScope.Anywhere, "Copy as C#", "Copies C# code that publishes the selected message."),
        new(CommandIds.Republish, KeyScope.Anywhere, "Republish", "Publishes the selected message again.", "R") { InLabOnly = true },
        new(CommandIds.RepublishEdited, KeyScope.Anywhere, "Into the form", "Copies the selected message into the publisher form for editing.", "E"),
        new(CommandIds.Follow, KeyScope.Anywhere, "Follow", "Shows the selected message in reverse video everywhere and dims the rest. Again, or Esc, ends it.", "f") { HintIn = [(KeyScope.Log, 9), (KeyScope.Timeline, 11), (KeyScope.Details, 9)] },
        new(CommandIds.DetailsNextTab, KeyScope.Details, "Next page", "Shows the next page: journey, why, body, attributes, raw bytes.", [.. MovingKeys.Right, "Tab"]) { Hint = 5, InPalette = false },
        new(CommandIds.DetailsPreviousTab, KeyScope.Details, "Page before", "Shows the previous page.", [.. MovingKeys.Left, "Shift+Tab"]) { InPalette = false },
    ];

    private DetailsOverlay? OpenDetails => dialogs.Top as DetailsOverlay;

    public void AddTo(CommandSet commands)
    {
        void Add(string id, Action<LabMessage> act) => commands.Add(id, () => WithMessage(act), WhyNone);
        commands.Add(CommandIds.Why, Explain, WhyNone);
        Add(CommandIds.CopyRaw, m => Copy(m, "The body", m.Text));
        commands.Add(CommandIds.CopyAs, () => AskHow(commands), WhyNone);
        Add(CommandIds.CopyJson, m => Copy(m, "The message as JSON", MessageExport.Json(m)));
        Add(CommandIds.CopyGcloud, m => Copy(m, "The gcloud line", MessageExport.Gcloud(m)));
        Add(CommandIds.CopyCSharp, m => Copy(m, "The C#", MessageExport.CSharp(m)));
        Add(CommandIds.Republish, m => consents.ToPublish(() => Republish(m)));
        Add(CommandIds.RepublishEdited, Edit);
        commands.Add(CommandIds.Follow, Follow, () => followed.Current is null ? WhyNone() : null, () => followed.Current is not null && Chosen() is null ? "Unfollow" : null);
        commands.Add(CommandIds.DetailsNextTab, () => OpenDetails?.Turn(1));
        commands.Add(CommandIds.DetailsPreviousTab, () => OpenDetails?.Turn(-1));
    }

    private string? WhyNone() => OpenDetails is null ? selection.WhyNone() : null;

    private void AskHow(CommandSet commands) => dialogs.Open(new MenuOverlay(
        theme, notices, "Copy as", [.. new[] { CommandIds.CopyJson, CommandIds.CopyGcloud, CommandIds.CopyCSharp }.Select(id => MenuChoice.Of(commands, keys.Get(id)))]));

    private void Explain()
    {
        if (OpenDetails is null)
        {
            details.Open();
        }

        OpenDetails?.ShowWhy();
    }

    // The message may have gone from the log since the key was allowed.
    private void WithMessage(Action<LabMessage> act)
    {
        if ((OpenDetails?.Message ?? selection.Current) is { } message)
        {
            act(message);
        }
    }

    private void Copy(LabMessage message, string what, string text)
    {
        if (message.Length <= LabMessage.KeptBytes)
        {
            Copied(message, what, text);
            return;
        }

        dialogs.Open(new ConfirmOverlay(
            theme, "Copy a part?", $"#{message.Number} has {message.Length:N0} bytes. The lab keeps the first {LabMessage.KeptBytes:N0}; {what.ToLowerInvariant()[..1]}{what[1..]} will end there.",
            ("Copy that part", () => Copied(message, what, text))));
    }

    private void Copied(LabMessage message, string what, string text)
    {
        terminal.Copy(text);
        notices.Say($"{what} of #{message.Number} went to the terminal's clipboard (OSC 52): {"byte".ToQuantity(Encoding.UTF8.GetByteCount(text), "N0")}.");
    }

    private void Republish(LabMessage message)
    {
        if (!IsWhole(message))
        {
            return;
        }

        var draft = new TaskDraft { Json = message.Text, Attributes = message.Attributes, OrderingKey = message.OrderingKey, FillsPlaceholders = false };
        var order = new PublishOrder(draft) { Topic = message.Topic.Length > 0 ? message.Topic : null };
        work.Start(async ending =>
        {
            await session.Publisher.PublishAsync(order, null, ending);
            work.Post(() => notices.Say($"#{message.Number} is published again."));
        });
    }

    private void Edit(LabMessage message)
    {
        if (IsWhole(message))
        {
            publisher.Replace(publisher.Form.With(message));
            dialogs.CloseAll();
            navigator.GoToStart(PaneId.Publisher);
        }
    }

    /// <summary>
    /// The message to follow; null where the key ends it. While the log follows the newest line, that key must not go on to the newest message.
    /// </summary>
    private LabMessage? Chosen()
    {
        var here = OpenDetails?.Message ?? (followed.Current is not null && navigator.Focused == PaneId.Log && log.Following ? followed.Current : selection.Current);
        return here == followed.Current ? null : here;
    }

    private void Follow()
    {
        if (Chosen() is not { } chosen)
        {
            followed.End();
            return;
        }

        followed.Start(chosen);
        notices.Say($"#{chosen.Number} is in reverse video; {keys.KeyOf(CommandIds.Follow)} or Esc ends it. {keys.KeyOf(CommandIds.Filter)} #{chosen.Number} shows only its lines.", () => followed.Current == chosen);
    }

    // The journal keeps the beginning of a large body only, which must not be published as the message.
    private bool IsWhole(LabMessage message)
    {
        var whole = message.Length <= LabMessage.KeptBytes;
        if (!whole)
        {
            notices.Fail($"#{message.Number} has {message.Length:N0} bytes and only the first {LabMessage.KeptBytes:N0} are kept here; publish it from where it came.");
        }

        return whole;
    }
}
