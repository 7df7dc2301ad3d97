using Microsoft.AspNetCore.Http;

namespace PubSubLab.Emulator.Requests;

/// <summary>Answers a gRPC call with a fault that was asked for, before anybody else sees it.</summary>
internal static class FaultMiddleware
{
    public static Func<RequestDelegate, RequestDelegate> Use(EmulatorFaults faults) => next => context =>
    {
        if (!faults.TryTake(context.Request.Path.Value ?? "", out var status))
        {
            return next(context);
        }

        return TrailersOnly.WriteAsync(context.Response, status);
    };
}
