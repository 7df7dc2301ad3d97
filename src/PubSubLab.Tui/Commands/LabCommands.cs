using PubSubLab.Lab;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Routing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Commands;

/// <summary>What the commands of the key table do.</summary>
internal static partial class LabCommands
{
    private const int SidewaysStep = 8;

    /// <summary>Gives every command of the window its deed.</summary>
    public static void AddTo(LabWindow w)
    {
        AddScreen(w);
        AddPanes(w);
        AddForm(w);
        AddWorkers(w);
        AddLog(w);
        AddTimeline(w);
        AddMessages(w);
        AddPages(w);
        AddWindows(w);
        AddWorld(w);
        AddTopology(w);
    }

    private static void AddScreen(LabWindow w)
    {
        var (c, s) = (w.Commands, w.State);
        c.Add(CommandIds.Quit, () => w.App?.RequestStop(w));
        c.Add(CommandIds.Help, () => w.Open(new HelpOverlay(s, w.FocusedPane.Scope) { Close = w.CloseOverlay }));
        c.Add(CommandIds.Palette, () => w.Open(new PaletteOverlay(s, Palette.Items(w)) { Close = w.CloseOverlay }));
        c.Add(CommandIds.Pause, s.TogglePause);
        c.Add(CommandIds.TimeFormat, () => s.TimeFormat = (TimeFormat)(((int)s.TimeFormat + 1) % 3));
        c.Add(CommandIds.NextTheme, () => SetTheme(w, (ThemeName)(((int)s.Theme.Name + 1) % Enum.GetValues<ThemeName>().Length)));
        c.Add(CommandIds.ToggleMouse, () =>
        {
            s.MouseOn = !s.MouseOn;
            s.Say(s.MouseOn ? "The mouse is the lab's again." : "The mouse is the terminal's: mark text with it. The palette takes it back.");
        });
        c.Add(CommandIds.Redraw, w.Redraw);
        c.Add(CommandIds.Suspend, () => w.Suspend());
    }

    private static void AddPanes(LabWindow w)
    {
        var c = w.Commands;
        c.Add(CommandIds.NextPane, () => w.GoBy(1));
        c.Add(CommandIds.PreviousPane, () => w.GoBy(-1));
        c.Add(CommandIds.PanePublisher, () =>
        {
            var already = w.FocusedId == PaneId.Publisher;
            w.Go(PaneId.Publisher);
            if (already)
            {
                w.Publisher.EnterAtStart();
            }
        });
        c.Add(CommandIds.PaneWorkers, () => w.Go(PaneId.Workers));
        c.Add(CommandIds.PaneTimeline, () => w.Go(PaneId.Timeline));
        c.Add(CommandIds.PaneLog, () => w.Go(PaneId.Log));
        c.Add(CommandIds.Zoom, w.ToggleZoom);
    }

    private static void AddForm(LabWindow w)
    {
        var c = w.Commands;
        void Routed(Action publish) => Agreed(w, () =>
        {
            if (RoutingCatalog.All.FirstOrDefault(r => r.Name == w.State.Publishing.Form.Route) is { } strategy)
            {
                Making(w, strategy, publish);
            }
            else
            {
                publish();
            }
        });
        c.Add(CommandIds.Publish, () => Routed(w.State.Publishing.Publish));
        c.Add(CommandIds.ToggleStream, () => Routed(w.State.Publishing.ToggleStream));
        c.Add(CommandIds.Slower, () => ChangeRate(w.State, 0.5), () => WhyNoRate(w.State, 1 / Pace.MostFactor));
        c.Add(CommandIds.Faster, () => ChangeRate(w.State, 2), () => WhyNoRate(w.State, Pace.MostFactor));
        c.Add(CommandIds.FormPublish, () =>
        {
            if (w.Publisher.FocusedButton is { } button)
            {
                button.Press();
            }
            else
            {
                w.Commands.Run(CommandIds.Publish);
            }
        });
        c.Add(CommandIds.FormNext, () =>
        {
            if (!w.Publisher.Move(1))
            {
                w.GoBy(1);
            }
        });
        c.Add(CommandIds.FormPrevious, () =>
        {
            if (!w.Publisher.Move(-1))
            {
                w.GoBy(-1);
            }
        });
        c.Add(CommandIds.FormDown, () => w.Publisher.Move(1));
        c.Add(CommandIds.FormUp, () => w.Publisher.Move(-1));
        string? NoChoice() => w.Publisher.FocusedChoice is null ? "nothing is chosen here; Up and Down move to 'Route by'." : null;
        c.Add(CommandIds.FormLeft, () => w.Publisher.FocusedChoice!.Choose(-1), NoChoice);
        c.Add(CommandIds.FormRight, () => w.Publisher.FocusedChoice!.Choose(1), NoChoice);
        c.Add(CommandIds.FormLeave, w.Publisher.Leave);
        c.Add(
            CommandIds.ClearField,
            () =>
            {
                if (w.MostFocused is TextField field)
                {
                    field.Text = "";
                }
            },
            () => w.MostFocused is TextField ? null : "no field is being typed into.");
    }

    private static void AddWindows(LabWindow w)
    {
        var c = w.Commands;
        c.Add(CommandIds.WindowClose, w.CloseOverlay);
        c.Add(CommandIds.WindowAccept, () => w.TopOverlay?.Accept());
        c.Add(CommandIds.WindowUp, () => w.TopOverlay?.Move(-1));
        c.Add(CommandIds.WindowDown, () => w.TopOverlay?.Move(1));
        c.Add(CommandIds.WindowTop, () => w.TopOverlay?.GoToFirst());
        c.Add(CommandIds.WindowBottom, () => w.TopOverlay?.GoToLast());
        c.Add(CommandIds.WindowPageUp, () => w.TopOverlay?.Move(-w.TopOverlay.PageSize));
        c.Add(CommandIds.WindowPageDown, () => w.TopOverlay?.Move(w.TopOverlay.PageSize));
        c.Add(CommandIds.WindowLeft, () => w.TopOverlay?.Choose(-1));
        c.Add(CommandIds.WindowRight, () => w.TopOverlay?.Choose(1));
        c.Add(CommandIds.WindowNext, () => w.TopOverlay?.MoveField(1));
        c.Add(CommandIds.WindowPrevious, () => w.TopOverlay?.MoveField(-1));
    }

    /// <summary>Null where something is published at a rate that can go further towards the limit.</summary>
    private static string? WhyNoRate(ScreenState s, double limit)
    {
        if (s.IsRecording)
        {
            return s.PlaySpeed == (limit > 1 ? ScreenState.MostPlaySpeed : 1 / ScreenState.MostPlaySpeed) ? $"{s.PlaySpeed:0.###} times the speed is the limit." : null;
        }

        var steering = s.Experiments.Steering;
        var pace = steering is null ? s.Session.Publisher.Pace : steering.Pace;
        return (steering, pace?.Every) switch
        {
            (null, null) => $"nothing is being published at a rate; {s.KeyOf(CommandIds.ToggleStream)} streams what the form says.",
            (not null, null) => $"'{s.Experiments.Running}' publishes nothing at a rate at this moment: what it has it sends at once, or has sent.",
            _ when pace!.Factor == limit => $"{pace.Factor:0.###} times the rate is the limit.",
            _ => null,
        };
    }

    private static void ChangeRate(ScreenState s, double by)
    {
        if (s.IsRecording)
        {
            s.ChangePlaySpeed(by);
            s.Say($"The recording plays {(s.PlaySpeed is 1 ? "as fast as it happened" : $"{s.PlaySpeed:0.###} times as fast as it happened")}{(s.IsPlaying ? "" : $"; {s.KeyOf(CommandIds.Pause)} plays it")}.");
            return;
        }

        if (s.Experiments.Steering is { Pace: { } traffic } steering)
        {
            steering.ChangePace(traffic.Factor * by);
            return;
        }

        var pace = s.Session.Publisher.Pace;
        pace.Change(pace.Factor * by);
        s.Say($"{pace.Factor:0.###} times the form's rate: {(pace.Every is { } every ? $"one task every {Durations.Format(every)}" : "for the next stream")}.");
    }

    /// <summary>Does something that publishes; to a real project it asks once.</summary>
    private static void Agreed(LabWindow w, Action publish)
    {
        var s = w.State;
        if (!s.IsCloud || s.CloudConfirmed)
        {
            publish();
            return;
        }

        w.Open(new ConfirmOverlay(
            s, "Publish to a real project?",
            $"The lab is connected to {s.Session.Transport.Description}. What you publish {(s.Publishing.Form.Route is { Length: > 0 } route ? $"by {route}" : $"to {s.Publishing.Form.Topic}")} is really sent: it is billed, and whoever else "
            + "listens gets it. This is asked once.",
            ("Publish", () =>
            {
                s.CloudConfirmed = true;
                publish();
            }
        ))
        { Close = w.CloseOverlay });
    }

    /// <summary>Changes the look of everything.</summary>
    internal static void SetTheme(LabWindow w, ThemeName name)
    {
        w.State.Theme = Theme.Of(name);
        w.State.ThemeChosen = true;
        w.ApplyTheme();
        w.State.Say($"Theme: {Palette.NameOf(name)}.");
    }
}
