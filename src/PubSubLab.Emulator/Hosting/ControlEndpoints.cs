using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PubSubLab.Emulator.Services;

namespace PubSubLab.Emulator.Hosting;

/// <summary>
/// What is not part of Pub/Sub, for test suites in any language: <c>GET /</c> and <c>GET /healthz</c> answer "Ok", and
/// <c>DELETE /emulator/v1/projects/{project}</c> empties a project.
/// </summary>
internal static class ControlEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, Broker broker)
    {
        RequestDelegate ok = static context => context.Response.WriteAsync("Ok\n", context.RequestAborted);
        routes.MapGet("/", ok);
        routes.MapGet("/healthz", ok);
        routes.MapDelete("/emulator/v1/projects/{project}", context =>
        {
            broker.ResetProject((string)context.Request.RouteValues["project"]!);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
    }
}
