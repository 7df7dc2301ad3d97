using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PubSubLab.Emulator.Services;

namespace PubSubLab.Emulator.Hosting;

/// <summary>
/// Lets a request in where there is room for it: a place for its connection, for a call or a stream more, and memory for its body. What
/// is refused is answered RESOURCE_EXHAUSTED with the reason, before HTTP/2's own limit makes the client wait without a word.
/// </summary>
internal sealed class Admission(RequestDelegate next, MemoryWatermark memory, ConnectionGate gate, EmulatorLimits limits)
{
    public async Task RunAsync(HttpContext context)
    {
        var state = context.Features.Get<ConnectionState>();
        var path = context.Request.Path.Value ?? "";
        if (state is { IsOverLimit: true })
        {
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            if (!ControlEndpoints.IsHealth(path))
            {
                await RefuseAsync(
                    context,
                    string.Create(CultureInfo.InvariantCulture, $"The emulator has {gate.Limit} connections, and no more fit into the limit on open files. Close others, or raise the limit with ulimit -n."));
                return;
            }
        }

        if (state is null)
        {
            await ReadAsync(context, path);
            return;
        }

        var isStream = path.EndsWith("/StreamingPull", StringComparison.Ordinal);
        try
        {
            var calls = Interlocked.Increment(ref state.Calls);
            var streams = isStream ? Interlocked.Increment(ref state.Streams) : 0;
            if (streams > limits.StreamsPerConnection)
            {
                await RefuseAsync(context, string.Create(CultureInfo.InvariantCulture, $"The connection has {limits.StreamsPerConnection} open StreamingPull streams, and no more are allowed. Close others, or open another connection."));
            }
            else if (calls > limits.CallsPerConnection)
            {
                await RefuseAsync(context, string.Create(CultureInfo.InvariantCulture, $"The connection has {limits.CallsPerConnection} open calls, and no more are allowed. Wait for others to end, or open another connection."));
            }
            else
            {
                await ReadAsync(context, path);
            }
        }
        finally
        {
            Interlocked.Decrement(ref state.Calls);
            if (isStream)
            {
                Interlocked.Decrement(ref state.Streams);
            }
        }
    }

    private async Task ReadAsync(HttpContext context, string path)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            await next(context);
            return;
        }

        var isPublish = path.EndsWith("/Publish", StringComparison.Ordinal) || path.EndsWith(":publish", StringComparison.Ordinal);
        if (isPublish && memory.Closed() is { } reason)
        {
            await RefuseAsync(context, $"{reason}; the request was not published, and none of its messages was stored.");
            return;
        }

        if (IsGrpc(context))
        {
            using var meter = new BodyMeter(memory, context.Request.BodyReader, isStream: !path.StartsWith("/google.", StringComparison.Ordinal) || path.EndsWith("/StreamingPull", StringComparison.Ordinal));
            context.Features.Set<IRequestBodyPipeFeature>(meter);
            await next(context);
            return;
        }

        using var json = new BodyMeter(memory, null, isStream: false);
        var body = new MeteredStream(context.Request.Body, json, MemoryWatermark.LargestCopies);
        json.Claim((context.Request.ContentLength ?? 0) * MemoryWatermark.LargestCopies);
        context.Request.Body = body;
        await next(context);
        if (body.Refusal is { } refusal)
        {
            throw refusal;
        }
    }

    private static Task RefuseAsync(HttpContext context, string reason)
    {
        if (IsGrpc(context))
        {
            return TrailersOnly.WriteAsync(context.Response, new Status(StatusCode.ResourceExhausted, reason));
        }

        // Answered in the shape of REST errors by what stands in front of this.
        throw Fail.Exhausted(reason);
    }

    private static bool IsGrpc(HttpContext context) => context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true;
}
