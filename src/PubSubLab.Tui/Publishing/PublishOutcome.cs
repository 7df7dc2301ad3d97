using PubSubLab.Lab;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Time;

namespace PubSubLab.Tui.Publishing;

/// <summary>The text below the form: what is wrong, how far publishing is, or what the focused field is for.</summary>
internal sealed class PublishOutcome(FormPublisher publisher, Playback playback, ScreenKeys keys)
{
    /// <summary>Whether an area shows an error whole.</summary>
    public static bool Fits(string error, Rectangle area) => CellText.Wrap(Marked(error), Math.Max(1, area.Width)).Count <= area.Height;

    /// <summary>Paints the text.</summary>
    /// <param name="painter">The painter.</param>
    /// <param name="area">The rows below the buttons.</param>
    /// <param name="route">Explanation of the focused strategy; null where no strategy has the focus.</param>
    /// <param name="problem">Place and mistake in the task; null for none.</param>
    /// <param name="hint">Hint for the focused field; null for none.</param>
    public void Paint(Painter painter, Rectangle area, string? route, string? problem, string? hint)
    {
        var (x, y, width, room) = (area.X, area.Y, area.Width, area.Height);
        if (publisher.Error is { } error)
        {
            painter.PutWrapped(x, y, Marked(error), Role.Bad, width, Math.Max(1, room));
        }
        else if (problem is not null)
        {
            painter.PutWrapped(x, y, Marked(problem), Role.Bad, width, Math.Max(1, room));
        }
        else if (room > 0 && publisher.Away is { } away)
        {
            painter.PutWrapped(x, y, $"◌ The broker has been away for {Durations.Age(away)}. What is published waits for it, at most 30 s.", Role.Warning, width, room);
        }
        else if (room > 1 && route is not null && publisher.Progress is null)
        {
            painter.PutWrapped(x, y, route, Role.Normal, width, room);
        }
        else if (room > 0 && publisher.Silence is { } silence)
        {
            var published = publisher.Progress is { } soFar ? $"published {soFar.Published:N0}{(soFar.Total is { } ordered ? $" of {ordered:N0}" : "")}, " : "";
            painter.Put(x, y, $"↑ {published}no answer for {Durations.Age(silence)}", Role.Warning, width + 1);
        }
        else if (room > 0 && publisher.Progress is { } p)
        {
            var of = p.Total is { } total ? $" of {total:N0}" : "";
            var done = p.Total is not null && p.Answered >= p.Total;
            var lacks = (p.Refused > 0 ? $", {p.Refused:N0} not taken" : "") + (p.Unknown > 0 ? $", {p.Unknown:N0} unknown" : "");
            painter.Put(
                x, y, $"{(lacks.Length > 0 ? "✗" : done ? "✓" : "↑")} published {p.Published:N0}{of}{lacks}", lacks.Length > 0 ? Role.Bad : Role.Good, width + 1);
            if (room > 1 && publisher.WhyNobody() is { } nobody)
            {
                painter.PutWrapped(x, y + 1, nobody, Role.Warning, width, room - 1);
            }
        }
        else if (room > 0)
        {
            var text = playback.IsRecording
                ? $"A recording: nothing is published. {keys.KeyOf(CommandIds.Pause)} plays it, {keys.KeyOf(CommandIds.Faster)} faster."
                : hint ?? "Enter publishes.";
            painter.PutWrapped(x, y, text, Role.Dim, width, room);
        }
    }

    private static string Marked(string error) => "✗ " + error;
}
