using PubSubLab.Lab.Routing;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Settings;

/// <summary>What is remembered from one time to the next.</summary>
internal sealed record Remembered
{
    /// <summary>What stood in the publisher form; null for the defaults.</summary>
    public PublishForm? Form { get; init; }

    public ThemeName? Theme { get; init; }

    public TimeFormat TimeFormat { get; init; }

    public bool? Mouse { get; init; }

    /// <summary>The last filter of the log, which the next / recalls.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Other keys for commands, by the command's id; edited by hand, kept as it is.</summary>
    public Dictionary<string, string[]> Keys { get; init; } = [];

    /// <summary>Takes what is worth remembering.</summary>
    public static Remembered From(ScreenState state, Remembered before) => before with
    {
        // The topic belongs to the session, not to the person.
        Form = state.Publishing.Form with { Topic = "" },
        Theme = state.ThemeChosen ? state.Theme.Name : before.Theme,
        TimeFormat = state.TimeFormat,
        Mouse = state.MouseOn ? null : false,
        Filter = state.Log.Filter.IsEmpty ? state.LastFilter : state.Log.Filter.Text,
    };

    /// <summary>Gives it back.</summary>
    public void ApplyTo(ScreenState state)
    {
        if (Form is { } form)
        {
            state.Publishing.Form = form with
            {
                Topic = state.Publishing.Form.Topic, Route = RoutingCatalog.All.Any(r => r.Name == form.Route) ? form.Route : "",
            };
        }

        state.TimeFormat = TimeFormat;
        state.LastFilter = Filter;
        state.MouseOn = Mouse ?? state.MouseOn;
        state.Rebind(Keys);
    }
}
