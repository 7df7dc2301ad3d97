using PubSubLab.Lab.Routing;
using PubSubLab.Tui.Layout;
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

    /// <summary>The log's filters that were used, the newest last; the next / recalls it.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    public KeptLayout Layout { get; init; } = new();

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
        Filters = [.. state.Filters.Used.Where(f => f != state.Log.Filter.Text), .. state.Log.Filter.IsEmpty ? Array.Empty<string>() : [state.Log.Filter.Text]],
        Layout = state.Layout,
    };

    /// <summary>Gives it back.</summary>
    public void ApplyTo(ScreenState state)
    {
        if (Form is { } form)
        {
            state.Publishing.Form = form with
            {
                Topic = state.Publishing.Form.Topic,
                Route = RoutingCatalog.All.Any(r => r.Name == form.Route) ? form.Route : "",
            };
        }

        state.TimeFormat = TimeFormat;
        state.Filters.Take(Filters);
        state.Layout = Layout;
        state.MouseOn = Mouse ?? state.MouseOn;
        state.Rebind(Keys);
    }
}
