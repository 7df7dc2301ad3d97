using Microsoft.AspNetCore.Http;

namespace PubSubLab.Emulator.Requests;

/// <summary>Answers gRPC calls with the faults that were asked for. It stands before everything else: nothing may change the status of a call that is to fail.</summary>
internal static class FaultMiddleware
{
    public static Func<RequestDelegate, RequestDelegate> Use(EmulatorFaults faults) => next => context =>
        faults.IsOn && Admission.IsGrpc(context) && context.Request.Path.Value is { } path && faults.TryTake(path[(path.LastIndexOf('/') + 1)..], out var status)
            ? TrailersOnly.WriteAsync(context.Response, status)
            : next(context);
}
