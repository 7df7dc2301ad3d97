using System.Text.RegularExpressions;

namespace PubSubLab.Configuration;

/// <summary>The settings that every backend uses, checked. A backend reads its own beside these.</summary>
internal sealed partial record LabSettings
{
    /// <summary>The port of the open lab and of <c>emulator</c>, as Google's emulator has it.</summary>
    public const int DefaultPort = 8085;

    /// <summary>The project's id. Default: <c>pubsublab</c>; required on cloud.</summary>
    public string ProjectId { get; init; } = "pubsublab";

    /// <summary>The topic's id. Default: <c>lab-tasks</c>.</summary>
    public string Topic { get; init; } = "lab-tasks";

    /// <summary>The subscription's id. Default: <c>lab-tasks-sub</c>.</summary>
    public string Subscription { get; init; } = "lab-tasks-sub";

    /// <summary>Host and port of the emulator to use, or of the open lab to join; null where nothing was said.</summary>
    public string? EmulatorHost { get; init; }

    /// <summary>Duration of a task in SlowHandler. Default: 5 s.</summary>
    public TimeSpan SlowFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The <c>dev.env</c> that was read; null where there is none.</summary>
    public string? File { get; init; }

    /// <summary>Reads them. A wrong value becomes one of the values' problems; the backend has the rule for names.</summary>
    public static LabSettings Read(SettingValues values)
    {
        var defaults = new LabSettings();
        return new LabSettings
        {
            EmulatorHost = values.Checked(SettingKeys.EmulatorHost, SettingValues.IsHostAndPort, "host:port, for example localhost:8085"),
            ProjectId = values.Checked(SettingKeys.ProjectId, t => ProjectPattern().IsMatch(t), "6 to 30 lower-case letters, digits and hyphens, beginning with a letter")
                ?? defaults.ProjectId,
            Topic = values.Text(SettingKeys.TopicName) ?? defaults.Topic,
            Subscription = values.Text(SettingKeys.SubscriptionName) ?? defaults.Subscription,
            SlowFor = values.Seconds(SettingKeys.SlowHandlerSeconds) ?? defaults.SlowFor,
            File = values.File,
        };
    }

    [GeneratedRegex("^[a-z][a-z0-9:.-]{4,61}[a-z0-9]$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ProjectPattern();
}
