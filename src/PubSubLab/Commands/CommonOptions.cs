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

    /// <summary>The option for the directory where everything lasts.</summary>
    public static Option<string?> DataOption() => new("--data-dir")
    {
        Description = "Keep topics, messages and acknowledgements in this directory, over restarts and kills. Default: everything is in memory.",
        HelpName = "DIR",
        CustomParser = static result =>
        {
            var text = result.Tokens[0].Value;
            if (text.Trim().Length == 0 || text.Contains('\0'))
            {
                result.AddError($"--data-dir is '{text}'. Name a directory.");
            }

            return text;
        },
    };

    /// <summary>The option for the free room that the disk of <see cref="DataOption"/> keeps.</summary>
    public static Option<int?> DiskReserveOption() => NumberOption(
        "--disk-reserve-mb", "Refuse Publish when the disk of --data-dir has less than this free. Default: 256, or a twentieth of a smaller disk.", least: 0);

    /// <summary>The value of <see cref="DiskReserveOption"/> in bytes.</summary>
    public static long? DiskReserveOf(int? megabytes) => megabytes * (1L << 20);

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
        var option = ChoiceOption<ThemeName?>("--theme", description, Enum.GetValues<ThemeName>().ToDictionary(static t => WordsOf(t), static t => (ThemeName?)t));
        option.HelpName = string.Join('|', Enum.GetValues<ThemeName>().Select(static t => WordsOf(t)));
        return option;
    }

    /// <summary>The option for the choice that Pub/Sub does not document: which waiting consumer gets a message.</summary>
    public static Option<DispatchOrder> DispatchOption(string description) =>
        ChoiceOption("--dispatch", description, Enum.GetValues<DispatchOrder>().ToDictionary(static order => WordsOf(order)));

    /// <summary>An option with one of some values. Its completion offers their words.</summary>
    private static Option<T> ChoiceOption<T>(string name, string description, Dictionary<string, T> choices)
    {
        var option = new Option<T>(name)
        {
            Description = description,
            HelpName = "ORDER",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (choices.Keys.FirstOrDefault(word => Plain(word) == Plain(text)) is { } word)
                {
                    return choices[word];
                }

                result.AddError($"{name} is '{text}'. Write {(choices.Count == 2 ? string.Join(" or ", choices.Keys) : $"one of: {string.Join(", ", choices.Keys)}")}.");
                return default;
            },
        };
        // Those of the type are the members' names.
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. choices.Keys]);
        return option;
    }

    private static string Plain(string word) => word.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    // HighContrast is high-contrast.
    private static string WordsOf<T>(T value)
        where T : struct, Enum => string.Concat(value.ToString().Select(static (c, i) => i > 0 && char.IsUpper(c) ? $"-{c}" : $"{c}")).ToLowerInvariant();
}
