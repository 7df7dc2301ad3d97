using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace PubSubLab.Emulator.Requests;

/// <summary>Answers calls with the faults that were asked for.</summary>
internal static class FaultMiddleware
{
    /// <summary>Stands before everything else: nothing may change the status of a gRPC call that is to fail.</summary>
    public static Func<RequestDelegate, RequestDelegate> UseForGrpc(EmulatorFaults faults) => next => context =>
        IsGrpc(context) && context.Request.Path.Value is { } path && faults.TryTake(path[(path.LastIndexOf('/') + 1)..], out var status)
            ? TrailersOnly.WriteAsync(context.Response, status)
            : next(context);

    /// <summary>Stands behind routing, which knows the method of a REST call, and within what gives REST errors their shape.</summary>
    public static Func<RequestDelegate, RequestDelegate> UseForRest(EmulatorFaults faults) => next => context =>
        context.GetEndpoint()?.Metadata.GetMetadata<RestMethod>() is { } method && faults.TryTake(method.Name, out var status)
            ? throw new RpcException(status)
            : next(context);

    private static bool IsGrpc(HttpContext context) => context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true;
}
