using System.Globalization;

namespace PubSubLab.Configuration;

/// <summary>
/// The values of options, environment and <c>dev.env</c>, in this order of precedence. It collects the problems of all that read it, so that
/// a person gets them at once.
/// </summary>
/// <param name="options">Command-line values by key; null for a missing one.</param>
/// <param name="environment">The environment.</param>
/// <param name="file">The values of <c>dev.env</c>.</param>
internal sealed class SettingValues(IReadOnlyDictionary<string, string?> options, Func<string, string?> environment, SettingsFile file)
{
    private readonly List<string> _problems = [];

    /// <summary>No value at all: everything has its default.</summary>
    public static SettingValues None => new(new Dictionary<string, string?>(), _ => null, new SettingsFile(null, new Dictionary<string, string>()));

    /// <summary>The <c>dev.env</c> that was read; null where there is none.</summary>
    public string? File => file.Path;

    /// <summary>A sentence for each wrong value.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>A value as it stands; null for none. An empty value counts as none: that is how dev.env.template leaves it.</summary>
    public string? Text(string key) => Find(key)?.Value;

    /// <summary>A value that has a rule; null for none, or a wrong one.</summary>
    public string? Checked(string key, Func<string, bool> isAllowed, string allowed)
    {
        if (Find(key) is not { } found)
        {
            return null;
        }

        if (isAllowed(found.Value))
        {
            return found.Value;
        }

        Refuse(key, found, allowed);
        return null;
    }

    /// <summary>A duration in seconds; null for none, or a wrong one.</summary>
    public TimeSpan? Seconds(string key)
    {
        if (Find(key) is not { } found)
        {
            return null;
        }

        if (double.TryParse(found.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= 3_600)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        Refuse(key, found, "seconds from 0 to 3600, for example 5 or 0.5");
        return null;
    }

    /// <summary>A path of a value; a relative one begins at the folder of <c>dev.env</c>.</summary>
    public string PathOf(string path) =>
        Path.GetFullPath(path, file.Path is null ? Directory.GetCurrentDirectory() : Path.GetDirectoryName(file.Path)!);

    /// <summary>Notes a problem once, also where two backends read the value.</summary>
    public void Refuse(string problem)
    {
        if (!_problems.Contains(problem))
        {
            _problems.Add(problem);
        }
    }

    /// <summary>Whether a text is a host with a port.</summary>
    public static bool IsHostAndPort(string text) => HostPort.Parse(text) is { Host: not null, Port: > 0 };

    private void Refuse(string key, Found found, string allowed) => Refuse($"{key} is '{found.Value}' ({found.Place}). Allowed: {allowed}.");

    private Found? Find(string key)
    {
        if (options.TryGetValue(key, out var option) && !string.IsNullOrWhiteSpace(option))
        {
            return new Found(option.Trim(), "an option of the command line");
        }

        if (environment(key) is { } variable && !string.IsNullOrWhiteSpace(variable))
        {
            return new Found(variable.Trim(), "in the environment");
        }

        return file.Values.TryGetValue(key, out var line) && !string.IsNullOrWhiteSpace(line) ? new Found(line.Trim(), $"in {file.Path}") : null;
    }

    private sealed record Found(string Value, string Place);
}
