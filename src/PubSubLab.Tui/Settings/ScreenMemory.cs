using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Settings;

/// <summary>Takes from the screen what is remembered, and gives it back at the next start.</summary>
internal sealed class ScreenMemory(
    FormPublisher publisher, SavedTasks tasks, RouteChoices routes, ThemeChoice theme, Preferences preferences, FilterHistory filters, LogView log, LayoutKeeper layout, ScreenKeys keys, Course course)
{
    /// <summary>The settings to save.</summary>
    public Remembered Read(Remembered before) => before with
    {
        // The topic belongs to the session, not to the person.
        Form = publisher.Form with { Topic = "" },
        Tasks = tasks.All,
        Theme = theme.IsChosen ? theme.Current.Name : before.Theme,
        TimeFormat = preferences.TimeFormat,
        Mouse = preferences.MouseOn ? null : false,
        Filters = [.. filters.Used.Where(f => f != log.Filter.Text), .. log.Filter.IsEmpty ? Array.Empty<string>() : [log.Filter.Text]],
        Layout = layout.Kept,
        Course = new(course.Kept, StringComparer.Ordinal),
    };

    public void Apply(Remembered remembered)
    {
        if (remembered.Form is { } form)
        {
            publisher.Replace(form with { Topic = publisher.Form.Topic, Route = routes.Find(form.Route)?.Name ?? "" });
        }

        tasks.Take(remembered.Tasks);
        preferences.TimeFormat = remembered.TimeFormat;
        filters.Take(remembered.Filters);
        layout.Kept = remembered.Layout;
        preferences.MouseOn = remembered.Mouse ?? preferences.MouseOn;
        course.Remember(remembered.Course);
        keys.Rebind(remembered.Keys);
    }
}
