using System.Text;
using Humanizer;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Controls;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>Asks for a new subscription, and checks its filter while it is typed: it cannot be changed afterwards.</summary>
internal sealed class SubscriptionOverlay : FormOverlay
{
    private const int LastMessages = 20;
    private static readonly TimeSpan s_shortestDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(600);

    private readonly LabSession _session;
    private readonly ScreenKeys _keys;
    private readonly TopologyModel _topology;
    private readonly string _topic;
    private readonly IReadOnlySet<string> _taken;
    private readonly Action<SubscriptionSpec> _create;
    private readonly TextField _name;
    private readonly TextField _filter;
    private readonly int _filterRow;
    private readonly TextField _ackDeadline;
    private readonly TextField _backoff;
    private readonly TextField _deadLetter;
    private readonly TextField _attempts;
    private readonly ChoiceRow _ordering;
    private readonly ChoiceRow _exactlyOnce;
    private string _checked = "";

    public SubscriptionOverlay(ThemeChoice theme, LabSession session, ScreenKeys keys, TopologyModel topology, string topic, Action<SubscriptionSpec> create)
        : base(theme, $"Create a subscription on {topic}", "Create")
    {
        var taken = topology.SubscriptionNames;
        (_session, _keys, _topology, _topic, _taken, _create) = (session, keys, topology, topic, taken, create);
        _name = AddText("Name", Enumerable.Range(1, int.MaxValue).Select(i => $"{topic}-sub{(i == 1 ? "" : $"{i}")}").First(n => !taken.Contains(n)), check: WhyNotName);
        _filter = AddText("Filter", "");
        _filterRow = Leave(3);
        _ackDeadline = AddText("Ack deadline", "10s", width: 8, check: text => TimeOf(text, s_shortestDeadline) is null ? $"'{text}' is no ack deadline; write 10s to 600s." : null);
        _backoff = AddText("Retry after", "", "after a nack, then twice as long; empty: at once", width: 8,
            check: text => text.Length > 0 && TimeOf(text, TimeSpan.Zero) is null ? $"'{text}' is no time to retry after; write 0s to 600s, or nothing." : null);
        _deadLetter = AddText("Dead letters to", "", "a topic that is there; empty for none", check: WhyNotLetters);
        _attempts = AddText("after attempts", "5", width: 8, check: text => AttemptsOf(text) is null ? $"'{text}' is no number of attempts; write 5 to 100." : null);
        _ordering = AddChoice("Ordering", ["off", "in order per key"], "off");
        _exactlyOnce = AddChoice("Exactly once", ["off", "on"], "off");
        AddButtons();
    }

    protected override bool HasMoved()
    {
        var moved = base.HasMoved() || _checked != _filter.Text;
        _checked = _filter.Text;
        return moved;
    }

    protected override void PaintMore(Painter painter, Rectangle inner)
    {
        var text = _filter.Text;
        var room = inner.Right - FieldX - 1;
        if (text.Trim().Length == 0)
        {
            PutBeside(painter, inner, _filterRow, "empty: gets everything. attributes.user_id = \"u1\"   hasPrefix(attributes.k, \"a\")   attributes:k", Role.Dim);
            return;
        }

        if (_session.Ports.Filters is not { } filters)
        {
            PutBeside(painter, inner, _filterRow, $"{Encoding.UTF8.GetByteCount(text)} of 256 bytes; this backend checks it when it is made", Role.Dim);
            return;
        }

        var check = filters.Check(text);
        if (check.Error is { } error)
        {
            // The sign stands under the character that is wrong, as far as the field shows it.
            PutBeside(painter, inner, _filterRow, "▲", Role.Bad, indent: Math.Min(check.ErrorAt ?? 0, room - 1));
            var row = _filterRow + 1;
            foreach (var line in CellText.Wrap($"✗ character {check.ErrorAt + 1}: {error}", room).Take(2))
            {
                PutBeside(painter, inner, row++, line, Role.Bad);
            }

            return;
        }

        var messages = LastPublished.Read(_session.Journal, LastMessages);
        var matching = messages.Count(m => check.Matches!(m.Attributes));
        var which = messages.Count == 0 ? "no message is here yet to try it on"
            : $"matches {matching} of the last {"message".ToQuantity(messages.Count)}{(matching > 0 ? ": " + string.Join(' ', messages.Where(m => check.Matches!(m.Attributes)).Take(6).Select(m => $"#{m.Number}")) : "")}";
        PutBeside(painter, inner, _filterRow, $"✓ {check.Bytes} of {filters.MaximumBytes} bytes", Role.Good);
        PutBeside(painter, inner, _filterRow + 1, which, Role.Normal);
    }

    protected override string? Do()
    {
        var filter = _filter.Text.Trim();
        if (filter.Length > 0 && _session.Ports.Filters?.Check(filter) is { Error: { } error } check)
        {
            return $"The filter is wrong at character {check.ErrorAt + 1}: {error}";
        }

        var letters = _deadLetter.Text.Trim();
        _create(new SubscriptionSpec(_name.Text.Trim(), _topic)
        {
            Filter = filter.Length > 0 ? filter : null,
            AckDeadline = TimeOf(_ackDeadline.Text, s_shortestDeadline)!.Value,
            MinimumBackoff = TimeOf(_backoff.Text, TimeSpan.Zero),
            DeadLetterTopic = letters.Length > 0 ? letters : null,
            MaxDeliveryAttempts = AttemptsOf(_attempts.Text)!.Value,
            Ordering = _ordering.Index == 1,
            ExactlyOnce = _exactlyOnce.Index == 1,
        });
        return null;
    }

    private static TimeSpan? TimeOf(string text, TimeSpan least) =>
        Durations.TryParse(text.Trim(), out var time) && time >= least && time <= s_longest ? time : null;

    private static int? AttemptsOf(string text) => int.TryParse(text.Trim(), out var attempts) && attempts is >= 5 and <= 100 ? attempts : null;

    private string? WhyNotName(string name) => ResourceId.WhyNot(name)
        ?? (_taken.Contains(name) ? $"There is a subscription {name} already; a filter cannot be changed, so give the new one another name." : null);

    private string? WhyNotLetters(string topic) => topic.Length == 0 ? null
        : ResourceId.WhyNot(topic)
            ?? (_topology.IsThere(topic) == false ? $"There is no topic {topic} for dead letters. {_keys.KeyOf(CommandIds.TopologyAddTopic)} makes one; or leave it empty." : null);
}
