using System.CommandLine;
using PubSubLab.Backends;
using PubSubLab.Configuration;
using PubSubLab.Emulator;
using PubSubLab.Lab;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Commands;

/// <summary>The options that stand for settings, and the way from a parsed command line to <see cref="LabSetup"/>.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string?> _envFile = new("--env-file") { Description = "Read this file instead of dev.env.", HelpName = "FILE" };
    private readonly Option<string?> _backend = new("--backend") { Description = $"{LabSetup.Names[0]} (default), {string.Join(", ", LabSetup.Names.Skip(1).SkipLast(1))} or {LabSetup.Names[^1]} (BACKEND).", HelpName = "NAME" };
    private readonly Option<string?> _project = new("--project") { Description = "The project's id (PROJECT_ID).", HelpName = "ID" };
    private readonly Option<string?> _topic = new("--topic") { Description = "The topic's id (TOPIC_NAME). Default: lab-tasks.", HelpName = "ID" };
    private readonly Option<string?> _subscription = new("--subscription")
    {
        Description = "The subscription's id (SUBSCRIPTION_NAME). Default: lab-tasks-sub.", HelpName = "ID",
    };

    private readonly Option<string?> _emulatorHost = new("--emulator-host")
    {
        Description = "Host and port of the emulator, or of the open lab to join (PUBSUB_EMULATOR_HOST).", HelpName = "HOST:PORT",
    };

    private readonly Option<string?> _slow = new("--slow-seconds")
    {
        Description = "How long SlowHandler takes (SLOW_HANDLER_SECONDS). Default: 5.", HelpName = "SECONDS",
    };

    /// <summary>Gives a verb these options.</summary>
    public void AddTo(Command command)
    {
        _backend.CompletionSources.Add([.. LabSetup.Names]);
        foreach (var option in new[] { _backend, _project, _topic, _subscription, _emulatorHost, _slow, _envFile })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads everything, from options, environment and dev.env.</summary>
    /// <exception cref="SettingsException">Something is wrong; all of it is said.</exception>
    public LabSetup Read(ParseResult parsed)
    {
        var options = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [SettingKeys.Backend] = parsed.GetValue(_backend),
            [SettingKeys.ProjectId] = parsed.GetValue(_project),
            [SettingKeys.TopicName] = parsed.GetValue(_topic),
            [SettingKeys.SubscriptionName] = parsed.GetValue(_subscription),
            [SettingKeys.EmulatorHost] = parsed.GetValue(_emulatorHost),
            [SettingKeys.SlowHandlerSeconds] = parsed.GetValue(_slow),
        };
        var file = SettingsFile.Read(parsed.GetValue(_envFile), Directory.GetCurrentDirectory());
        return LabSetup.Read(new SettingValues(options, Environment.GetEnvironmentVariable, file));
    }

    /// <summary>An option that takes a duration, <c>200ms</c>, <c>3s</c>.</summary>
    public static Option<TimeSpan?> DurationOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Durations.TryParse(text, out var value))
            {
                return value;
            }

            result.AddError($"{name} is '{text}'. Write a time such as 200ms, 3s or 1.5m.");
            return null;
        },
    };

    /// <summary>An option that takes a whole number not below <paramref name="least"/>.</summary>
    public static Option<int?> NumberOption(string name, string description, int least = 1, int most = int.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            {
                return value;
            }

            result.AddError($"{name} is '{text}'. Write a whole number, {(most == int.MaxValue ? $"{least} or more" : $"{least} to {most}")}.");
            return null;
        },
    };

    /// <summary>The option for the share of memory at which the emulator refuses to publish.</summary>
    public static Option<int?> MemoryOption() => NumberOption(
        "--memory-percent", "Refuse Publish when the emulator takes this much of the memory that it may use, 1 to 100. Default: 60.", least: 1, most: 100);

    /// <summary>The value of <see cref="MemoryOption"/> as a share.</summary>
    public static double MemoryShareOf(int? percent) => percent / 100.0 ?? new PubSubEmulatorOptions().MemoryShare;

    /// <summary>An option that takes a whole number from 1 to 2^64 - 1.</summary>
    public static Option<ulong?> TotalOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (ulong.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value) && value > 0)
            {
                return value;
            }

            result.AddError($"{name} is '{text}'. Write a whole number, 1 or more.");
            return null;
        },
    };

    /// <summary>The option for the look of the screen.</summary>
    public static Option<ThemeName?> ThemeOption(string description)
    {
        var names = Enum.GetValues<ThemeName>().ToDictionary(t => string.Concat(t.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"-{c}" : $"{c}")).ToLowerInvariant());
        var option = new Option<ThemeName?>("--theme")
        {
            Description = description,
            HelpName = string.Join('|', names.Keys),
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (names.Keys.FirstOrDefault(n => n.Replace("-", "", StringComparison.Ordinal).Equals(text.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)) is { } name)
                {
                    return names[name];
                }

                result.AddError($"--theme is '{text}'. Write one of: {string.Join(", ", names.Keys)}.");
                return null;
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. names.Keys]);
        return option;
    }

    /// <summary>The option for the choice that Pub/Sub does not document: which waiting consumer gets a message.</summary>
    public static Option<DispatchOrder> DispatchOption(string description) => new("--dispatch")
    {
        Description = description,
        HelpName = "ORDER",
        CustomParser = result =>
        {
            switch (result.Tokens[0].Value)
            {
                case "round-robin":
                    return DispatchOrder.RoundRobin;
                case "random":
                    return DispatchOrder.Random;
                case var text:
                    result.AddError($"--dispatch is '{text}'. Write round-robin or random.");
                    return default;
            }
        },
    };
}
