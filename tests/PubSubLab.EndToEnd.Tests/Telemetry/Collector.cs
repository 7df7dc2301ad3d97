using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using PubSubLab.EndToEnd.Tests.Telemetry.Otlp;

namespace PubSubLab.EndToEnd.Tests.Telemetry;

/// <summary>A small collector: takes spans and measurements by OTLP, over gRPC or HTTP.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Collector(HttpProtocols protocols)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        builder.Services.AddRouting();
        builder.Services.AddLogging();
        builder.Services.AddSingleton(this);
        builder.Services.AddGrpc();
        _app = builder.Build();
        _app.UseRouting();
        _app.MapGrpcService<TraceSink>();
        _app.MapGrpcService<MetricsSink>();
        _app.MapPost("/v1/traces", (HttpContext context) => TakeAsync(context, body => Take(ExportTraceServiceRequest.Parser.ParseFrom(body))));
        _app.MapPost("/v1/metrics", (HttpContext context) => TakeAsync(context, body => Take(ExportMetricsServiceRequest.Parser.ParseFrom(body))));
    }

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>The spans, each with its program's service name.</summary>
    public ConcurrentQueue<(string Service, Span Span)> Spans { get; } = new();

    /// <summary>Measured sums by service and name, the newest of each.</summary>
    public ConcurrentDictionary<(string Service, string Name), long> Sums { get; } = new();

    /// <summary>Attributes of the resources that sent something.</summary>
    public ConcurrentQueue<Resource> Resources { get; } = new();

    /// <param name="protocol"><c>grpc</c> or <c>http/protobuf</c>.</param>
    public static async Task<Collector> StartAsync(string protocol)
    {
        var collector = new Collector(protocol == "grpc" ? HttpProtocols.Http2 : HttpProtocols.Http1);
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>The variables that send a program's telemetry here.</summary>
    public (string Name, string Value)[] Variables(string protocol) => [("OTEL_EXPORTER_OTLP_ENDPOINT", Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)];

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static async Task TakeAsync(HttpContext context, Action<byte[]> take)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        take(body.ToArray());
        context.Response.ContentType = "application/x-protobuf";
    }

    private void Take(ExportTraceServiceRequest request)
    {
        foreach (var source in request.ResourceSpans)
        {
            Resources.Enqueue(source.Resource);
            foreach (var span in source.ScopeSpans.SelectMany(static scope => scope.Spans))
            {
                Spans.Enqueue((ServiceOf(source.Resource), span));
            }
        }
    }

    private void Take(ExportMetricsServiceRequest request)
    {
        foreach (var source in request.ResourceMetrics)
        {
            foreach (var metric in source.ScopeMetrics.SelectMany(static scope => scope.Metrics).Where(static metric => metric.Sum is not null))
            {
                Sums[(ServiceOf(source.Resource), metric.Name)] = metric.Sum.DataPoints.Sum(static point => point.AsInt);
            }
        }
    }

    private static string ServiceOf(Resource resource) => resource.Attributes.Single(static a => a.Key == "service.name").Value.StringValue;

    private sealed class TraceSink(Collector collector) : TraceService.TraceServiceBase
    {
        public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context)
        {
            collector.Take(request);
            return Task.FromResult(new ExportTraceServiceResponse());
        }
    }

    private sealed class MetricsSink(Collector collector) : MetricsService.MetricsServiceBase
    {
        public override Task<ExportMetricsServiceResponse> Export(ExportMetricsServiceRequest request, ServerCallContext context)
        {
            collector.Take(request);
            return Task.FromResult(new ExportMetricsServiceResponse());
        }
    }
}
