using System.Runtime.CompilerServices;
using PubSubLab.Configuration;

namespace PubSubLab.Telemetry;

/// <summary>
/// Sends spans and measurements of the program over OTLP where the variables of OpenTelemetry ask for it. Otherwise nothing of
/// OpenTelemetry is loaded.
/// </summary>
internal static class TelemetryExport
{
    private static readonly string[] s_verbs = ["emulator", "worker", "publish", "lab", "demo"];

    /// <summary>Starts it for a verb that is about messages; null where nothing is sent.</summary>
    /// <exception cref="SettingsException">A variable has a value that it cannot have.</exception>
    public static IAsyncDisposable? Start(string verb) =>
        s_verbs.Contains(verb) && TelemetrySettings.Read(Environment.GetEnvironmentVariable) is { } settings ? Open(settings, verb) : null;

    // Apart: a method that names types of OpenTelemetry loads it when it is compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static OtlpSession Open(TelemetrySettings settings, string verb) => new(settings, verb);
}
