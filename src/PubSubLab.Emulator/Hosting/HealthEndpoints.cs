using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Requests;

namespace PubSubLab.Emulator.Hosting;

/// <summary>
/// <c>GET /</c> and <c>GET /healthz</c> answer "Ok" as long as the process lives; <c>GET /readyz</c> answers 503 while publishing is closed.
/// </summary>
internal static class HealthEndpoints
{
    private static readonly string[] s_read = ["GET", "HEAD"];

    public static void Map(IEndpointRouteBuilder routes, Broker broker)
    {
        // A container whose liveness probe fails is restarted: full memory or a full disk is no reason for that.
        RequestDelegate live = context =>
            context.Response.WriteAsync(broker.Closed() is { } reason ? $"Ok, but publishing is closed. {reason}.\n" : "Ok\n", context.RequestAborted);
        routes.MapMethods("/", s_read, live);
        routes.MapMethods(HealthPaths.Live, s_read, live);
        routes.MapMethods(HealthPaths.Ready, s_read, context =>
        {
            var reason = broker.Closed();
            context.Response.StatusCode = reason is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsync(reason is null ? "Ok\n" : $"Publishing is closed. {reason}.\n", context.RequestAborted);
        });
    }
}
