using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PubSubLab.Emulator.Connections;
using PubSubLab.Emulator.Hosting;
using PubSubLab.Emulator.Limits;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Requests;

/// <summary>
/// Lets a request in where there is room for it: a place for its connection, for a call or a stream more, and memory for its body. What
/// is refused is answered RESOURCE_EXHAUSTED with the reason, before HTTP/2's own limit makes the client wait without a word.
/// </summary>
internal sealed class Admission(RequestDelegate next, MemoryWatermark memory, ConnectionGate gate, EmulatorLimits limits)
{
    public async Task RunAsync(HttpContext context)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            // Many calls that are taken back at once would each cost an exception further on.
            return;
        }

        var state = context.Features.Get<ConnectionState>();
        var path = context.Request.Path.Value ?? "";
        if (state is null)
        {
            await ReadAsync(context, path, state);
            return;
        }

        var isStream = IsStream(path);
        try
        {
            var calls = state.BeginCall();
            var isHealth = HealthPaths.IsHealth(path);
            var isRefused = !await gate.AdmitsAsync(state, mayWait: !isHealth);
            if (isRefused)
            {
                context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            }

            var streams = isStream ? state.BeginStream() : 0;
            if (isRefused && !isHealth)
            {
                await RefuseAsync(context, string.Create(CultureInfo.InvariantCulture, $"The emulator has {gate.Limit} connections, and no more fit into the limit on open files. Close others, or raise the limit with ulimit -n."));
            }
            else if (streams > limits.StreamsPerConnection)
            {
                await RefuseAsync(context, string.Create(CultureInfo.InvariantCulture, $"The connection has {limits.StreamsPerConnection} open StreamingPull streams, and no more are allowed. Close others, or open another connection."));
            }
            else if (calls > limits.CallsPerConnection)
            {
                await RefuseAsync(context, string.Create(CultureInfo.InvariantCulture, $"The connection has {limits.CallsPerConnection} open calls, and no more are allowed. Wait for others to end, or open another connection."));
            }
            else
            {
                await ReadAsync(context, path, state);
            }
        }
        finally
        {
            state.EndCall();
            if (isStream)
            {
                state.EndStream();
            }
        }
    }

    private async Task ReadAsync(HttpContext context, string path, ConnectionState? state)
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
            var isStream = !path.StartsWith("/google.", StringComparison.Ordinal) || IsStream(path);
            using var meter = new BodyMeter(memory, context.Request.BodyReader, isStream, state);
            context.Features.Set<IRequestBodyPipeFeature>(meter);
            await next(context);
            return;
        }

        using var json = new BodyMeter(memory, null, isStream: false, state);
        json.Claim((context.Request.ContentLength ?? 0) * MemoryWatermark.LargestCopies);
        context.Request.Body = new MeteredStream(context.Request.Body, json, MemoryWatermark.LargestCopies);
        await next(context);
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

    private static bool IsStream(string path) => path.EndsWith("/StreamingPull", StringComparison.Ordinal);

    internal static bool IsGrpc(HttpContext context) => context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true;
}
