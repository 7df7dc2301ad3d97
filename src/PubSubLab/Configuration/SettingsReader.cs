using System.Globalization;
using System.Text.RegularExpressions;

namespace PubSubLab.Configuration;

/// <summary>
/// From options, environment, <c>dev.env</c> and defaults, in this order of precedence, to one checked <see cref="LabSettings"/>.
/// </summary>
internal sealed partial class SettingsReader
{
    private readonly IReadOnlyDictionary<string, string?> _options;
    private readonly Func<string, string?> _environment;
    private readonly SettingsFile _file;
    private readonly List<string> _problems = [];

    /// <summary>A reader over the three places.</summary>
    /// <param name="options">Command-line values by key; null for a missing one.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="file">The values of <c>dev.env</c>.</param>
    public SettingsReader(IReadOnlyDictionary<string, string?> options, Func<string, string?> environment, SettingsFile file)
    {
        _options = options;
        _environment = environment;
        _file = file;
    }

    /// <summary>Reads and checks everything.</summary>
    /// <exception cref="SettingsException">Something cannot be used; all of it is said at once.</exception>
    public LabSettings Read()
    {
        var defaults = new LabSettings();
        var host = Checked(SettingKeys.EmulatorHost, IsHostAndPort, "host:port, for example localhost:8085");
        var backend = ReadBackend(host is not null);
        var settings = new LabSettings
        {
            Backend = backend,
            EmulatorHost = host,
            ProjectId = Checked(SettingKeys.ProjectId, t => ProjectPattern().IsMatch(t), "6 to 30 lower-case letters, digits and hyphens, beginning with a letter")
                ?? defaults.ProjectId,
            Topic = ReadName(SettingKeys.TopicName) ?? defaults.Topic,
            Subscription = ReadName(SettingKeys.SubscriptionName) ?? defaults.Subscription,
            Publisher = ReadAccount(defaults.Publisher),
            Subscriber = ReadAccount(defaults.Subscriber),
            CloudEndpoint = Checked(
                SettingKeys.Endpoint, t => IsHostAndPort(WithPort(t)), "a host, or host:port, for example europe-west3-pubsub.googleapis.com") is { } endpoint
                ? WithPort(endpoint)
                : null,
            RedisUrl = Find(SettingKeys.RedisUrl)?.Value,
            RabbitMqUrl = Find(SettingKeys.RabbitMqUrl)?.Value,
            CeleryResultUrl = Find(SettingKeys.CeleryResultUrl)?.Value,
            CeleryAcksLate = Checked(SettingKeys.CeleryAcksLate, t => t is "true" or "false", "true or false") != "false",
            CeleryVisibilityTimeout = ReadVisibility(),
            SlowFor = ReadSeconds(SettingKeys.SlowHandlerSeconds) ?? defaults.SlowFor,
            File = _file.Path,
        };
        CheckTogether(settings);
        return _problems.Count == 0 ? settings : throw new SettingsException(_problems);
    }

    private Backend ReadBackend(bool hasHost)
    {
        if (Find(SettingKeys.Backend) is not { } found)
        {
            return hasHost ? Backend.Emulator : Backend.Embedded;
        }

        // Only the names, as they are written: Enum.TryParse would take numbers too.
        foreach (var backend in Enum.GetValues<Backend>())
        {
            if (found.Value.Equals(backend.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return backend;
            }
        }

        Refuse(SettingKeys.Backend, found, string.Join(", ", Enum.GetNames<Backend>().Select(n => n.ToLowerInvariant())));
        return Backend.Embedded;
    }

    private void CheckTogether(LabSettings settings)
    {
        if (settings is { Backend: Backend.Cloud, EmulatorHost: { } host })
        {
            _problems.Add(
                $"{SettingKeys.EmulatorHost} is '{host}' while {SettingKeys.Backend} is cloud; they contradict each other. Unset one: the emulator is never taken for the cloud.");
        }

        if (settings.Backend == Backend.Cloud && Find(SettingKeys.ProjectId) is null)
        {
            _problems.Add($"{SettingKeys.ProjectId} is not set, and {SettingKeys.Backend} is cloud. Put the Google Cloud project's id into dev.env.");
        }

        // Checks presence only: the reader of an address reports its errors without the password.
        if (settings is { Backend: Backend.Redis, RedisUrl: null })
        {
            _problems.Add($"{SettingKeys.RedisUrl} is not set, and {SettingKeys.Backend} is redis. Set it to where Redis is, for example redis://127.0.0.1:6379/0.");
        }

        if (settings is { Backend: Backend.RabbitMq, RabbitMqUrl: null })
        {
            _problems.Add($"{SettingKeys.RabbitMqUrl} is not set, and {SettingKeys.Backend} is rabbitmq. Set it to where RabbitMQ is, for example amqp://guest:guest@127.0.0.1:5672//.");
        }

        if (settings is { Backend: Backend.Emulator, EmulatorHost: null })
        {
            _problems.Add($"{SettingKeys.EmulatorHost} is not set, and {SettingKeys.Backend} is emulator. Set it to the emulator's host and port, for example localhost:8085.");
        }
    }

    private string? ReadName(string key) => Checked(
        key, t => NamePattern().IsMatch(t) && !t.StartsWith("goog", StringComparison.Ordinal),
        "3 to 255 letters, digits and - _ . ~ + %, beginning with a letter and not with goog");

    private AccountSettings ReadAccount(AccountSettings defaults)
    {
        var named = Find(defaults.FileSetting)?.Value;
        var folder = _file.Path is null ? Directory.GetCurrentDirectory() : Path.GetDirectoryName(_file.Path)!;
        return defaults with
        {
            File = Path.GetFullPath(named ?? defaults.File, folder),
            IsNamed = named is not null,
            Impersonated = Checked(
                defaults.AccountSetting, t => AddressPattern().IsMatch(t), "the address of a service account, NAME@PROJECT.iam.gserviceaccount.com"),
        };
    }

    private TimeSpan? ReadVisibility()
    {
        var timeout = ReadSeconds(SettingKeys.CeleryVisibilityTimeout);
        if (timeout == TimeSpan.Zero)
        {
            _problems.Add($"{SettingKeys.CeleryVisibilityTimeout} is 0, so every task would be given to another worker at once. Set it to more than the longest handler takes, in seconds.");
        }

        return timeout;
    }

    private TimeSpan? ReadSeconds(string key)
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

    private string? Checked(string key, Func<string, bool> isAllowed, string allowed)
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

    private void Refuse(string key, Found found, string allowed) =>
        _problems.Add($"{found.Name ?? key} is '{found.Value}' ({found.Place}). Allowed: {allowed}.");

    /// <summary>The value that wins, and where it stands. An empty value counts as none: that is how dev.env.template leaves it.</summary>
    private Found? Find(string key)
    {
        if (_options.TryGetValue(key, out var option) && !string.IsNullOrWhiteSpace(option))
        {
            return new Found(option.Trim(), "an option of the command line");
        }

        if (_environment(key) is { } variable && !string.IsNullOrWhiteSpace(variable))
        {
            return new Found(variable.Trim(), "in the environment");
        }

        return _file.Values.TryGetValue(key, out var line) && !string.IsNullOrWhiteSpace(line) ? new Found(line.Trim(), $"in {_file.Path}") : null;
    }

    /// <summary>Google's endpoints are written without a port in its documentation; theirs is 443.</summary>
    private static string WithPort(string endpoint) => endpoint.LastIndexOf(':') > endpoint.LastIndexOf(']') ? endpoint : $"{endpoint}:443";

    private static bool IsHostAndPort(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= 65_535
            && Uri.CheckHostName(text[..colon].Trim('[', ']')) != UriHostNameType.Unknown;
    }

    [GeneratedRegex("^[a-z][a-z0-9:.-]{4,61}[a-z0-9]$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ProjectPattern();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9._~+%-]{2,254}$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex AddressPattern();

    private sealed record Found(string Value, string Place)
    {
        public string? Name { get; init; }
    }
}
