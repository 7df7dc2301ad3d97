using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Wording;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Log;

/// <summary>An event as a line.</summary>
internal static class LogLine
{
    /// <summary>The sign before an event of an earlier run.</summary>
    public const string EarlierSign = "┊";

    private const int NumberWidth = 7;
    private const int WhoWidth = 12;
    private const int LongestBody = 2_000;

    /// <summary>The columns that do not scroll sideways: time, message and event.</summary>
    public static IEnumerable<Segment> Head(LabEvent e, LabEvent? above, TimeFormat format, LabJournal journal)
    {
        var look = EventLook.Of(e.Kind);
        yield return new Segment(Time(e, above, format, journal), Role.Dim);
        var number = e.Message is null ? "" : $"#{e.Message.Number} ";
        yield return new Segment("  " + CellText.Pad(number, Math.Max(NumberWidth, number.Length)), Role.Strong);
        yield return new Segment(CellText.Pad($"{look.Symbol} {look.Word}", EventLook.Width) + "  ", look.Role);
    }

    /// <summary>The rest: who, why, and for a published message its attributes and body.</summary>
    public static IEnumerable<Segment> Tail(LabEvent e)
    {
        var who = e.Worker ?? (e.Kind == LabEventKind.Published ? e.Message?.Topic : e.Subscription) ?? "";
        yield return new Segment(CellText.Width(who) <= WhoWidth ? CellText.Pad(who, WhoWidth) : who, Role.Normal);
        if (e.Attempt > 0 && e.Kind == LabEventKind.Delivered)
        {
            yield return new Segment($"  attempt {e.Attempt}", e.Attempt > 1 ? Role.Warning : Role.Dim);
        }

        if (EventWords.Of(e) is { Length: > 0 } detail)
        {
            yield return new Segment("  " + detail, Role.Normal);
        }

        if (e.Message is { } message && e.Kind is LabEventKind.Published or LabEventKind.Delivered or LabEventKind.FilteredOut or LabEventKind.DeadLettered)
        {
            foreach (var segment in Message(message, body: e.Kind == LabEventKind.Published || message.Topic.Length == 0))
            {
                yield return segment;
            }
        }
    }

    /// <summary>The time in the chosen format, always as wide as its column.</summary>
    public static string Time(LabEvent e, LabEvent? above, TimeFormat format, LabJournal journal) => format switch
    {
        TimeFormat.Ago => CellText.Pad(Durations.Ago(journal.Now - e.At), 14),
        TimeFormat.SinceLineAbove => (above is { } a ? "+" + Durations.Format(e.At - a.At) : "").PadLeft(12),
        _ => Clock(e.At, journal),
    };

    /// <summary>The clock's time, in the lab's time zone.</summary>
    public static string Clock(TimeSpan at, LabJournal journal) =>
        TimeZoneInfo.ConvertTime(journal.StartedAt + at, journal.Time.LocalTimeZone).ToString("HH:mm:ss.fff");

    private static IEnumerable<Segment> Message(LabMessage message, bool body)
    {
        foreach (var (key, value) in message.Attributes)
        {
            yield return new Segment($"  {key}={value}", Role.Accent);
        }

        if (message.OrderingKey.Length > 0)
        {
            yield return new Segment($"  key {message.OrderingKey}", Role.Info);
        }

        if (body)
        {
            yield return new Segment("  " + (message.Text.Length > LongestBody ? OutsideText.Begin(message.Text, LongestBody) + "…" : message.Text), Role.Dim);
        }
    }
}
