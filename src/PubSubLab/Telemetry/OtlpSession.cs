using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace PubSubLab.Telemetry;

/// <summary>The exporters of a run of the program. The library reads its variables itself.</summary>
internal sealed class OtlpSession : IAsyncDisposable
{
    /// <summary>Time limit at the end for what is not sent yet.</summary>
    private static readonly TimeSpan s_flush = TimeSpan.FromSeconds(3);

    private static readonly string[] s_sources = ["Google.Cloud.PubSub.V1", "PubSubLab.Emulator"];
    private readonly ExportFailures _failures;
    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    public OtlpSession(TelemetrySettings settings, string verb)
    {
        _failures = new ExportFailures(static sentence => Console.Error.WriteLine(sentence));
        // The variables come last: their service name counts.
        var resource = ResourceBuilder.CreateEmpty()
            .AddTelemetrySdk()
            .AddService(verb is "lab" or "demo" ? "pubsublab" : $"pubsublab-{verb}", serviceVersion: Assembly.GetExecutingAssembly().GetName().Version?.ToString(3))
            .AddEnvironmentVariableDetector();
        if (settings.Traces)
        {
            _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(s_sources).AddOtlpExporter().Build();
        }

        if (settings.Metrics)
        {
            _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(s_sources).AddOtlpExporter().Build();
        }
    }

    /// <summary>Sends the rest, or gives up after a while.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(
            Task.Run(() => _traces?.Shutdown((int)s_flush.TotalMilliseconds)),
            Task.Run(() => _metrics?.Shutdown((int)s_flush.TotalMilliseconds)));
        _failures.Dispose();
    }
}
