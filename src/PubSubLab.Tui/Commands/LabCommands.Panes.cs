using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Screen;

namespace PubSubLab.Tui.Commands;

internal static partial class LabCommands
{
    private static void AddLog(LabWindow w)
    {
        var (c, s) = (w.Commands, w.State);
        c.Add(CommandIds.Filter, () =>
        {
            w.Go(PaneId.Log);
            w.Log.StartFilter(s.Log.Filter.IsEmpty ? s.Filters.Last : s.Log.Filter.Text);
        });
        c.Add(
            CommandIds.ClearFilter,
            () =>
            {
                s.Filters.Add(s.Log.Filter.Text);
                w.Log.FilterField.Text = "";
                s.Log.SetFilter(LogFilter.None);
            },
            () => s.Log.Filter.IsEmpty ? "no filter is set; / sets one." : null);
        c.Add(CommandIds.LogUp, () => w.Log.Move(-1));
        c.Add(CommandIds.LogDown, () => w.Log.Move(1));
        c.Add(CommandIds.LogPageUp, () => w.Log.Move(-w.Log.PageSize));
        c.Add(CommandIds.LogPageDown, () => w.Log.Move(w.Log.PageSize));
        c.Add(CommandIds.LogTop, () =>
        {
            s.Log.MoveToOldest();
            w.Log.SelectionMoved();
        });
        c.Add(CommandIds.LogFollow, () =>
        {
            if (s.HeldAt is not null)
            {
                s.Release();
            }

            s.Log.Follow();
        });
        c.Add(CommandIds.LogLeft, () => s.Log.Sideways = Math.Max(0, s.Log.Sideways - SidewaysStep));
        c.Add(CommandIds.LogRight, () => s.Log.Sideways += SidewaysStep);
        c.Add(CommandIds.LogDetails, () => OpenDetails(w), () => NoMessage(w));
    }

    private static void AddTimeline(LabWindow w)
    {
        var (c, s, t) = (w.Commands, w.State, w.Timeline.Timeline);
        c.Add(CommandIds.TimelineZoomIn, () => t.Zoom(-1, s.ViewNow));
        c.Add(CommandIds.TimelineZoomOut, () => t.Zoom(1, s.ViewNow));
        c.Add(CommandIds.TimelineEarlier, () => Pan(w, -1));
        c.Add(CommandIds.TimelineLater, () => Pan(w, 1));
        c.Add(CommandIds.TimelineBeginning, () =>
        {
            if (s.IsRecording)
            {
                Scrub(w, -s.ViewNow);
            }
            else
            {
                t.GoToBeginning(s.ViewNow);
            }
        });
        c.Add(CommandIds.TimelineNow, () =>
        {
            if (s.HeldAt is not null)
            {
                s.Release();
            }

            t.GoToNow();
        });
        c.Add(CommandIds.TimelineUp, () => t.Top = Math.Max(0, t.Top - 1));
        c.Add(CommandIds.TimelineDown, () => t.Top++);
        c.Add(CommandIds.TimelineNextBar, () => w.Timeline.SelectNext(1));
        c.Add(CommandIds.TimelinePreviousBar, () => w.Timeline.SelectNext(-1));
        c.Add(CommandIds.TimelineLeases, () => t.ShowsLeases = !t.ShowsLeases);
        c.Add(CommandIds.TimelineDetails, () => OpenDetails(w), () => NoMessage(w));
    }

    // A recording has no now that would go on meanwhile: the whole screen moves.
    private static void Pan(LabWindow w, int halves)
    {
        var (s, t) = (w.State, w.Timeline.Timeline);
        if (s.IsRecording)
        {
            Scrub(w, halves * t.Span / 2);
        }
        else
        {
            t.Pan(halves, s.ViewNow);
        }
    }

    private static void OpenDetails(LabWindow w)
    {
        if (w.State.SelectedMessage is { } message)
        {
            w.Open(new DetailsOverlay(w.State, message) { Close = w.CloseOverlay });
        }
    }

    private static string? NoMessage(LabWindow w) =>
        w.State.SelectedMessage is not null ? null
        : w.State.Log is { Following: false } log && log.ReadSelected() is { Message: null } ? "the selected line of the log is about no message; Up and Down go to others."
        : "no message is selected; Up in the log (4) selects one, or a click.";
}
