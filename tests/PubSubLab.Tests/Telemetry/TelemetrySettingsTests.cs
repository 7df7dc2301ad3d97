using PubSubLab.Configuration;
using PubSubLab.Telemetry;

namespace PubSubLab.Tests.Telemetry;

/// <summary>The variables of OpenTelemetry.</summary>
public sealed class TelemetrySettingsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("OTEL_SERVICE_NAME=a OTEL_RESOURCE_ATTRIBUTES=a=b OTEL_EXPORTER_OTLP_PROTOCOL=grpc")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317 OTEL_SDK_DISABLED=TRUE")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317 OTEL_TRACES_EXPORTER=none OTEL_METRICS_EXPORTER=none")]
    [InlineData("OTEL_TRACES_EXPORTER=otlp OTEL_SDK_DISABLED=true")]
    public void Nothing_is_sent(string variables) => Read(variables).ShouldBeNull();

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317", true, true)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317 OTEL_SDK_DISABLED=false OTEL_METRICS_EXPORTER=none", true, false)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=https://collector.example.test/v1/traces", true, false)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://[::1]:4318/v1/metrics", false, true)]
    [InlineData("OTEL_TRACES_EXPORTER=otlp", true, false)]
    [InlineData("OTEL_METRICS_EXPORTER=otlp OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_PROPAGATORS=baggage,tracecontext", false, true)]
    [InlineData("OTEL_TRACES_EXPORTER=otlp OTEL_TRACES_SAMPLER=parentbased_traceidratio OTEL_TRACES_SAMPLER_ARG=0.25 OTEL_EXPORTER_OTLP_HEADERS=a=b,c= OTEL_EXPORTER_OTLP_COMPRESSION=gzip OTEL_BSP_SCHEDULE_DELAY=50", true, false)]
    public void Signals_are_sent_that_have_an_address_or_an_exporter(string variables, bool traces, bool metrics)
    {
        var settings = Read(variables).ShouldNotBeNull();

        (settings.Traces, settings.Metrics).ShouldBe((traces, metrics));
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED=yes", "OTEL_SDK_DISABLED is 'yes'. Write true or false.")]
    [InlineData("OTEL_TRACES_EXPORTER=zipkin", "OTEL_TRACES_EXPORTER is 'zipkin'. Write otlp or none.")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=localhost:4317", "OTEL_EXPORTER_OTLP_ENDPOINT is 'localhost:4317'. Write a URL, such as http://localhost:4317 for grpc or http://localhost:4318 for http/protobuf.")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=ftp://host", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is 'ftp://host'. Write a URL, *")]
    [InlineData("OTEL_TRACES_EXPORTER=otlp OTEL_EXPORTER_OTLP_PROTOCOL=http/json", "OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json'. Write grpc or http/protobuf.")]
    [InlineData("OTEL_TRACES_EXPORTER=otlp OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=x", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL is 'x'. Write grpc or http/protobuf.")]
    [InlineData("OTEL_TRACES_EXPORTER=otlp OTEL_RESOURCE_ATTRIBUTES=team", "OTEL_RESOURCE_ATTRIBUTES is 'team'. Write pairs with commas between them, such as deployment.environment=test,team=shop.")]
    [InlineData("OTEL_TRACES_EXPORTER=otlp OTEL_EXPORTER_OTLP_HEADERS==x", "OTEL_EXPORTER_OTLP_HEADERS is '=x'. Write pairs with commas between them, such as api-key=secret.")]
    [InlineData("OTEL_TRACES_EXPORTER=otlp OTEL_EXPORTER_OTLP_TIMEOUT=1s", "OTEL_EXPORTER_OTLP_TIMEOUT is '1s'. Write milliseconds, 1 or more, such as 10000.")]
    [InlineData("OTEL_TRACES_EXPORTER=otlp OTEL_METRIC_EXPORT_INTERVAL=0", "OTEL_METRIC_EXPORT_INTERVAL is '0'. Write a whole number, 1 or more.")]
    [InlineData("OTEL_TRACES_EXPORTER=otlp OTEL_PROPAGATORS=tracecontext,b3", "OTEL_PROPAGATORS is 'tracecontext,b3'. Write tracecontext, baggage, or both with a comma: messages carry W3C Trace Context.")]
    [InlineData("OTEL_TRACES_EXPORTER=otlp OTEL_TRACES_SAMPLER=sometimes", "OTEL_TRACES_SAMPLER is 'sometimes'. Write always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off or parentbased_traceidratio.")]
    [InlineData("OTEL_TRACES_EXPORTER=otlp OTEL_TRACES_SAMPLER=traceidratio OTEL_TRACES_SAMPLER_ARG=2", "OTEL_TRACES_SAMPLER_ARG is '2'. Write a number from 0 to 1.")]
    public void A_wrong_value_is_refused_with_the_rule(string variables, string sentence)
    {
        var problem = Should.Throw<SettingsException>(() => Read(variables)).Problems.ShouldHaveSingleItem();

        (sentence.EndsWith('*') ? problem[..(sentence.Length - 1)] + "*" : problem).ShouldBe(sentence);
    }

    private static TelemetrySettings? Read(string variables)
    {
        var values = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(static v => v[..v.IndexOf('=', StringComparison.Ordinal)], static v => v[(v.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        return TelemetrySettings.Read(name => values.GetValueOrDefault(name));
    }
}
