using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Telemetry;

/// <summary>Spans and measurements of real programs, sent to a small collector.</summary>
public sealed class TelemetryTests
{
    // The document shows the tree: PUBSUBLAB_ACCEPT_FRAMES=1 writes it there.
    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task A_message_is_one_trace_through_three_programs(string protocol)
    {
        await using var collector = await Collector.StartAsync(protocol);
        var variables = collector.Variables(protocol);
        await using var emulator = Lab.Start("emulator --port 0", variables);
        var host = (await emulator.LineAsync(static l => l.StartsWith("PUBSUB_EMULATOR_HOST=", StringComparison.Ordinal)))["PUBSUB_EMULATOR_HOST=".Length..];

        await using var worker = Lab.Start($"worker --json --emulator-host {host}", [.. variables, ("OTEL_SERVICE_NAME", "billing"), ("OTEL_RESOURCE_ATTRIBUTES", "team=shop")]);
        await worker.LineAsync(static l => l.Contains("workerStarted", StringComparison.Ordinal));
        var published = await Lab.RunAsync($"publish --emulator-host {host}", variables);
        published.Code.ShouldBe(0, string.Join('\n', published.Errors));
        await worker.LineAsync(static l => l.Contains("acked", StringComparison.Ordinal));
        await worker.SignalAsync("INT");
        (await worker.EndAsync()).ShouldBe(0, string.Join('\n', worker.Errors));
        await emulator.SignalAsync("TERM");
        (await emulator.EndAsync()).ShouldBe(0, string.Join('\n', emulator.Errors));

        var create = collector.Spans.Single(static s => s.Span.Name == "lab-tasks create");
        var trace = collector.Spans.Where(s => s.Span.TraceId == create.Span.TraceId).ToArray();
        var tree = SpanTree.Print(trace);
        trace.Select(static s => (s.Service, s.Span.Name)).ShouldBe(
        [
            ("pubsublab-publish", "lab-tasks create"), ("pubsublab-emulator", "lab-tasks publish"),
            ("pubsublab-emulator", "lab-tasks-sub deliver"), ("billing", "lab-tasks-sub process"),
        ], ignoreOrder: true, tree);
        trace.Where(s => !s.Span.Equals(create.Span)).ShouldAllBe(s => s.Span.ParentSpanId == create.Span.SpanId, tree);
        create.Span.ParentSpanId.ShouldBeEmpty(tree);
        var request = collector.Spans.Single(static s => s.Span.Name == "lab-tasks publish" && s.Service == "pubsublab-publish");
        request.Span.Links.ShouldHaveSingleItem().SpanId.ShouldBe(create.Span.SpanId);
        collector.Sums[("pubsublab-emulator", "pubsublab.emulator.published")].ShouldBe(1);
        collector.Sums[("pubsublab-emulator", "pubsublab.emulator.settled")].ShouldBe(1);
        collector.Resources.ShouldContain(static r => r.Attributes.Any(static a => a.Key == "team" && a.Value.StringValue == "shop"));
        var document = Repository.File("docs", "telemetry.md");
        var text = await File.ReadAllTextAsync(document);
        if (Environment.GetEnvironmentVariable("PUBSUBLAB_ACCEPT_FRAMES") == "1")
        {
            var (begin, end) = (text.IndexOf("lab-tasks create", StringComparison.Ordinal), text.IndexOf("```\n<!-- end of the tree -->", StringComparison.Ordinal));
            await File.WriteAllTextAsync(document, text = text[..begin] + tree + text[end..]);
        }

        text.ShouldContain(tree, customMessage: "PUBSUBLAB_ACCEPT_FRAMES=1 writes the tree into docs/telemetry.md");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_exporter_is_loaded_only_where_it_is_asked_for(bool isAsked)
    {
        await using var collector = await Collector.StartAsync("grpc");
        await using var emulator = Lab.Start("emulator --port 0", isAsked ? collector.Variables("grpc") : [("OTEL_SERVICE_NAME", "alone"), ("OTEL_SDK_DISABLED", "")]);
        await emulator.LineAsync(static l => l.StartsWith("PUBSUB_EMULATOR_HOST=", StringComparison.Ordinal));

        var maps = await File.ReadAllTextAsync($"/proc/{emulator.Id}/maps", TestContext.Current.CancellationToken);

        maps.ShouldContain("PubSubLab.Emulator.dll");
        maps.Contains("OpenTelemetry", StringComparison.Ordinal).ShouldBe(isAsked);
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_TRACES_EXPORTER", "none")]
    public async Task A_signal_that_is_switched_off_is_not_sent(string name, string value)
    {
        await using var collector = await Collector.StartAsync("http/protobuf");
        await using var emulator = Lab.Start("emulator --port 0", [.. collector.Variables("http/protobuf"), (name, value)]);
        var host = (await emulator.LineAsync(static l => l.StartsWith("PUBSUB_EMULATOR_HOST=", StringComparison.Ordinal)))["PUBSUB_EMULATOR_HOST=".Length..];
        (await Lab.RunAsync($"publish --emulator-host {host}")).Code.ShouldBe(0);
        await emulator.SignalAsync("TERM");
        (await emulator.EndAsync()).ShouldBe(0);

        collector.Spans.ShouldBeEmpty();
        collector.Sums.IsEmpty.ShouldBe(name == "OTEL_SDK_DISABLED");
    }

    [Fact]
    public async Task A_collector_that_is_not_there_is_said_once_and_holds_nothing_up()
    {
        var port = FreePort();
        (string, string)[] variables =
            [("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{port}"), ("OTEL_BSP_SCHEDULE_DELAY", "50"), ("OTEL_METRIC_EXPORT_INTERVAL", "50")];
        await using var emulator = Lab.Start("emulator --port 0", variables);
        var host = (await emulator.LineAsync(static l => l.StartsWith("PUBSUB_EMULATOR_HOST=", StringComparison.Ordinal)))["PUBSUB_EMULATOR_HOST=".Length..];

        var published = await Lab.RunAsync($"publish --count 100 --emulator-host {host}", variables);
        published.Code.ShouldBe(0, string.Join('\n', published.Errors));
        await emulator.SaysAsync("Telemetry cannot be sent");
        await emulator.SignalAsync("TERM");
        (await emulator.EndAsync()).ShouldBe(0);

        emulator.Errors.Count(static e => e.Contains("Telemetry", StringComparison.Ordinal)).ShouldBe(1);
        emulator.Errors.Single(static e => e.Contains("Telemetry", StringComparison.Ordinal)).ShouldBe(
            $"Telemetry cannot be sent to http://127.0.0.1:{port}: Connection refused (127.0.0.1:{port}). Check the collector and the OTEL_ variables. The program goes on.");
    }

    [Theory]
    [InlineData("emulator --port 0")]
    [InlineData("worker")]
    [InlineData("publish")]
    [InlineData("lab")]
    public async Task A_wrong_variable_is_a_sentence_before_anything_starts(string verb)
    {
        var run = await Lab.RunAsync(verb, ("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "udp"));

        run.Code.ShouldBe(2);
        run.Lines.ShouldBeEmpty();
        run.Errors.ShouldBe(
        [
            "OTEL_EXPORTER_OTLP_ENDPOINT is 'localhost:4317'. Write a URL, such as http://localhost:4317 for grpc or http://localhost:4318 for http/protobuf.",
            "OTEL_EXPORTER_OTLP_PROTOCOL is 'udp'. Write grpc or http/protobuf.",
        ]);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
