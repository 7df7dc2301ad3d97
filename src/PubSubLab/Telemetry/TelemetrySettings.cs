using System.Globalization;
using PubSubLab.Configuration;

namespace PubSubLab.Telemetry;

/// <summary>
/// The standard variables of OpenTelemetry, checked before anything starts: the library itself ignores a wrong value or throws later.
/// </summary>
internal sealed class TelemetrySettings
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";
    private static readonly string[] s_signals = ["", "TRACES_", "METRICS_"];
    private static readonly string[] s_samplers = ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];
    private static readonly string[] s_numbers =
    [
        "OTEL_BSP_SCHEDULE_DELAY", "OTEL_BSP_EXPORT_TIMEOUT", "OTEL_BSP_MAX_QUEUE_SIZE", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
        "OTEL_METRIC_EXPORT_INTERVAL", "OTEL_METRIC_EXPORT_TIMEOUT",
    ];

    private readonly Func<string, string?> _environment;
    private readonly List<string> _problems = [];

    private TelemetrySettings(Func<string, string?> environment)
    {
        _environment = environment;
        var isDisabled = OneOf("OTEL_SDK_DISABLED", "true", "false") == "true";
        var traces = OneOf("OTEL_TRACES_EXPORTER", "otlp", "none");
        var metrics = OneOf("OTEL_METRICS_EXPORTER", "otlp", "none");
        Traces = !isDisabled && IsOn(traces, "TRACES_");
        Metrics = !isDisabled && IsOn(metrics, "METRICS_");
        if (Traces || Metrics)
        {
            Check();
        }
    }

    /// <summary>Whether spans are sent.</summary>
    public bool Traces { get; }

    /// <summary>Whether measurements are sent.</summary>
    public bool Metrics { get; }

    /// <summary>Reads the variables; null where nothing is to be sent.</summary>
    /// <exception cref="SettingsException">A variable has a value that it cannot have.</exception>
    public static TelemetrySettings? Read(Func<string, string?> environment)
    {
        var settings = new TelemetrySettings(environment);
        if (settings._problems.Count > 0)
        {
            throw new SettingsException(settings._problems);
        }

        return settings.Traces || settings.Metrics ? settings : null;
    }

    // A signal is sent where its exporter is named, or where there is an address for it.
    private bool IsOn(string? exporter, string signal) =>
        exporter is null ? Value($"{Prefix}ENDPOINT") is not null || Value($"{Prefix}{signal}ENDPOINT") is not null : exporter == "otlp";

    private void Check()
    {
        foreach (var signal in s_signals)
        {
            CheckAddress($"{Prefix}{signal}ENDPOINT");
            OneOf($"{Prefix}{signal}PROTOCOL", "grpc", "http/protobuf");
            OneOf($"{Prefix}{signal}COMPRESSION", "gzip", "none");
            CheckPairs($"{Prefix}{signal}HEADERS", "api-key=secret");
            CheckNumber($"{Prefix}{signal}TIMEOUT", "milliseconds, 1 or more, such as 10000");
        }

        foreach (var name in s_numbers)
        {
            CheckNumber(name, "a whole number, 1 or more");
        }

        CheckPairs("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=test,team=shop");
        CheckPropagators();
        CheckSampler();
    }

    private void CheckAddress(string name)
    {
        if (Value(name) is { } text && !(Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            Refuse(name, text, "a URL, such as http://localhost:4317 for grpc or http://localhost:4318 for http/protobuf");
        }
    }

    private void CheckNumber(string name, string rule)
    {
        if (Value(name) is { } text && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0))
        {
            Refuse(name, text, rule);
        }
    }

    private void CheckPairs(string name, string example)
    {
        if (Value(name) is { } text && text.Split(',', StringSplitOptions.RemoveEmptyEntries).Any(static pair => pair.IndexOf('=', StringComparison.Ordinal) < 1))
        {
            Refuse(name, text, $"pairs with commas between them, such as {example}");
        }
    }

    private void CheckPropagators()
    {
        const string name = "OTEL_PROPAGATORS";
        if (Value(name) is { } text && text.Split(',', StringSplitOptions.TrimEntries).Any(static p => p is not ("tracecontext" or "baggage")))
        {
            Refuse(name, text, "tracecontext, baggage, or both with a comma: messages carry W3C Trace Context");
        }
    }

    private void CheckSampler()
    {
        if (OneOf("OTEL_TRACES_SAMPLER", s_samplers) is { } sampler && sampler.EndsWith("ratio", StringComparison.Ordinal)
            && Value("OTEL_TRACES_SAMPLER_ARG") is { } share
            && !(double.TryParse(share, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1))
        {
            Refuse("OTEL_TRACES_SAMPLER_ARG", share, "a number from 0 to 1");
        }
    }

    private string? OneOf(string name, params ReadOnlySpan<string> allowed)
    {
        var text = Value(name)?.ToLowerInvariant();
        if (text is not null && !allowed.Contains(text))
        {
            Refuse(name, Value(name)!, $"{string.Join(", ", allowed[..^1].ToArray())} or {allowed[^1]}");
        }

        return text;
    }

    // An empty variable is as good as none (OpenTelemetry, "Environment variable specification").
    private string? Value(string name) => _environment(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private void Refuse(string name, string value, string rule) => _problems.Add($"{name} is '{value}'. Write {rule}.");
}
