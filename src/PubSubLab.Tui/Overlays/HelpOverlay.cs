using PubSubLab.Tui.Controls;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>Help about the screen with every key, from the key table.</summary>
internal sealed class HelpOverlay : TextOverlay
{
    private const int KeyWidth = 25;

    private static readonly string[] s_texts =
    [
        "Publish a task (p) and watch it: the log tells what happened to it, the timeline who had it when. Spawn workers (+), kill one in the flow (Delete), "
            + "make one slow (s), and see what Pub/Sub does with the work.",
        "Signs: ↑ published  → delivered  ← receipt of the client  ↔ lease extended  ✓ acknowledged  ↻ nacked, comes again  ○ lease expired, comes again  "
            + "† dead-lettered  ≠ not confirmed, comes again  ✗ killed  ↳ another worker had it before  ┄ a lease",
        "Arrows, h j k l, g and G move and never change anything. q and Esc close what is on top. Single characters are keys unless text is being typed; Esc leaves a field. Every command is in the palette too (: or Ctrl+P). "
            + "The last page says what the words mean: lease, receipt, unacked …",
    ];

    private static readonly (string Word, string Meaning)[] s_words =
    [
        ("topic", "Where messages are published to."),
        ("subscription", "Where a copy of each message of a topic waits for workers; those of one subscription share its messages."),
        ("ack", "'Done': the subscription forgets the message."),
        ("nack", "'Not me, not now': the message is delivered again, at once unless the subscription has a retry policy."),
        ("lease", "For how long a message is lent to a worker: the ack deadline, which clients extend while they work. When it ends without an answer (○), the message is delivered again."),
        ("receipt", "The client told the broker that a message has arrived; its lease goes on from there."),
        ("attempt", "Which delivery of the message it is, counted from 1."),
        ("dead letter", "A message that was delivered as often as it may be, and was moved to another topic."),
        ("timeline", "One lane for each task that a worker has at once. A cell in which several end shows the worst outcome."),
        ("not confirmed", "The worker acknowledged, but the broker does not have the ack (≠). The lease runs out, and the message is delivered again."),
        ("ƒ", "Behind a topic's name or a subscription's filter: it has a message transform, and ƒ2 means two of them. J on the topology page edits it."),
        ("dots", "In the flow: messages on the way to a worker (●), and back when they are nacked (↻). Dots are slower than messages."),
        ("outstanding", "Messages that a worker has received and not answered. Flow control limits them (--max-in-flight)."),
        ("in, out", "In the header: messages published a second, and answers of workers a second (acks and nacks) with the last ten seconds beside."),
        ("TIME MOVED", "The lab's time was stopped, moved or sped up, and is ahead of or behind the real one since."),
        ("unacked", "Published messages of all topics without an acknowledgement."),
        ("attributes", "Names and values beside the body (a=1, b=2 in the publisher form): what filters look at. user_id is one."),
        ("ordering key", "Messages of one key are delivered in order, on a subscription that has ordering."),
        ("Route by", "In the forms: a strategy that takes a message to one user by topics and filters of its own; user_id is a UUID then."),
    ];

    private readonly ScreenKeys _keys;
    private readonly KeyScope _scope;
    private readonly LabTextField _search = new() { X = 11, Y = 1, Height = 1, Width = Dim.Fill(2), TabStop = TabBehavior.NoStop, Visible = false, CanFocus = false };

    /// <summary>Help that begins with the keys of a place.</summary>
    public HelpOverlay(ThemeChoice theme, ScreenKeys keys, KeyScope scope)
        : base(theme)
    {
        (_keys, _scope) = (keys, scope);
        _search.SetScheme(theme.Current.FocusedFieldScheme);
        _search.ValueChanged += (_, _) =>
        {
            GoToTop();
            SetNeedsDraw();
        };
        Add(_search);
    }

    public override KeyScope Scope => KeyScope.Help;

    public override bool IsTyping => _search.HasFocus;

    protected override bool HasFields => IsTyping;

    public override string? AcceptHint => IsTyping ? "Keep" : null;

    public override string? LeaveHint => _search.Visible ? "Show all" : null;

    protected override string Caption => "Help";

    protected override int FixedRows => _search.Visible ? 1 : 0;

    /// <summary>Asks for the text to look for.</summary>
    public void Search()
    {
        _search.Visible = _search.CanFocus = true;
        _search.SetFocus();
        SetNeedsDraw();
    }

    public override void Accept()
    {
        if (IsTyping)
        {
            _search.CanFocus = false;
        }
        else
        {
            base.Accept();
        }
    }

    public override bool Leave()
    {
        if (!_search.Visible)
        {
            return false;
        }

        _search.Text = "";
        _search.CanFocus = false;
        _search.Visible = false;
        SetNeedsDraw();
        return true;
    }

    protected override void PaintFixed(Painter painter, Rectangle inner)
    {
        if (_search.Visible)
        {
            painter.Put(inner.X + 1, inner.Y, "Search /", Role.Accent);
        }
    }

    public override Size SizeOn(Size screen) => new(Math.Min(screen.Width - 4, 100), screen.Height - 2);

    protected override bool HasMoved() => false;

    protected override IReadOnlyList<IReadOnlyList<Segment>> Lines(int width)
    {
        var lines = new List<IReadOnlyList<Segment>>();
        foreach (var text in s_texts.Where(t => Matches(t)))
        {
            lines.AddRange(CellText.Wrap(text, width).Select(l => (IReadOnlyList<Segment>)[new Segment(l, Role.Normal)]));
            lines.Add([]);
        }

        // Where the person was comes first.
        foreach (var group in _keys.All.GroupBy(e => e.Scope).OrderBy(g => g.Key == _scope ? -1 : g.Key.Order))
        {
            AddGroup(lines, group.Key.Title, group.Where(e => Matches([group.Key.Title, e.Title, e.Help, .. e.Keys])).Select(e => (e.Keys.Count == 0 ? "palette only" : string.Join("  ", e.Keys), e.Help)), width);
        }

        AddGroup(lines, "Words", s_words.Where(w => Matches(w.Word, w.Meaning)), width);
        if (lines.Count == 0)
        {
            lines.Add([new Segment($"No line of help has '{_search.Text}'.", Role.Dim)]);
        }

        return lines;
    }

    private bool Matches(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (text.Contains(_search.Text, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static void AddGroup(List<IReadOnlyList<Segment>> lines, string title, IEnumerable<(string What, string Text)> entries, int width)
    {
        var before = lines.Count;
        foreach (var (what, text) in entries)
        {
            AddEntry(lines, what, text, width);
        }

        if (lines.Count > before)
        {
            lines.Insert(before, [new Segment(title, Role.Accent)]);
            lines.Add([]);
        }
    }

    private static void AddEntry(List<IReadOnlyList<Segment>> lines, string what, string text, int width)
    {
        var first = true;
        foreach (var line in CellText.Wrap(text, Math.Max(10, width - KeyWidth - 2)))
        {
            lines.Add([new Segment("  " + CellText.Pad(first ? what : "", KeyWidth), Role.Strong), new Segment(line, Role.Normal)]);
            first = false;
        }
    }
}
