using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Flow;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>Shows a subscription's backlog without consuming it.</summary>
internal sealed class PeekOverlay(ThemeChoice theme, LabSession session, string subscription) : TextOverlay(theme)
{
    private const int Most = 200;

    private long _second = -1;

    protected override string Caption => $"Backlog of {subscription}, oldest first";

    public override Size SizeOn(Size screen) => new(Math.Min(screen.Width - 4, 110), screen.Height - 4);

    protected override bool HasMoved()
    {
        var second = (long)session.Journal.Now.TotalSeconds;
        var moved = second != _second;
        _second = second;
        return moved;
    }

    protected override IReadOnlyList<IReadOnlyList<Segment>> Lines(int width)
    {
        var view = session.Ports.Backlog!;
        if (view.Read(subscription) is not { } state || view.Peek(subscription, Most) is not { } messages)
        {
            return [[new Segment("This subscription is gone.", Role.Warning)]];
        }

        List<IReadOnlyList<Segment>> lines =
        [
            [new Segment($"{FlowText.Figure(state.Waiting)} wait, {state.Outstanding:N0} outstanding. Peeking consumes nothing and counts no attempt.", Role.Dim)],
            [],
        ];
        if (messages.Count == 0)
        {
            lines.Add([new Segment("Nothing is here: everything was acknowledged.", Role.Good)]);
        }

        lines.AddRange(messages.Select(LineOf));
        if (state.Waiting + state.Outstanding > messages.Count)
        {
            lines.Add([new Segment($"… and {state.Waiting + state.Outstanding - messages.Count:N0} more", Role.Dim)]);
        }

        return lines;
    }

    private static List<Segment> LineOf(WaitingMessage m) =>
    [
        new($"{m.MessageId,6}  ", Role.Dim),
        new(CellText.Pad(m.State, 20), m.IsOutstanding ? Role.Accent : Role.Warning),
        new(CellText.Pad(m.Attempts > 0 ? $"failed {m.Attempts}×" : "", 11), Role.Bad),
        new(CellText.Pad($"{Durations.Age(m.Age)} old", 18), Role.Normal),
        new(string.Concat(m.Attributes.Select(a => $"{a.Key}={a.Value} ")), Role.Info),
        new(m.Text, Role.Normal),
    ];
}
