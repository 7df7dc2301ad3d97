using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Names;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Rest;

namespace PubSubLab.Emulator.Control;

/// <summary>
/// The control API, for test suites in any language: history, faults, clock, backlogs, reset and state at <c>/emulator/v1</c>. It calls the objects
/// that a .NET test calls. <c>openapi.json</c> describes it.
/// </summary>
internal sealed class ControlApi
{
    public const string Root = "/emulator/v1";
    private static readonly string[] s_read = ["GET", "HEAD"];
    private readonly IEndpointRouteBuilder _routes;

    private ControlApi(IEndpointRouteBuilder routes) => _routes = routes;

    public static void Map(IEndpointRouteBuilder routes, Broker broker, EmulatorFaults faults)
    {
        var api = new ControlApi(routes);
        var history = new HistoryControl(broker);
        var fault = new FaultControl(broker, faults);
        var clock = new ClockControl(broker);
        var state = new StateControl(broker, new EmulatorReset(broker, faults));
        api.Serve<GetHistoryRequest>(s_read, "history", history.ReadAsync);
        api.Serve<HistorySettings>("PUT", "history", history.Set);
        api.Serve<Nothing>("DELETE", "history", history.Forget);
        api.Serve<GetFaultsRequest>(s_read, "faults", _ => fault.Read());
        api.Serve<Faults>("PUT", "faults", fault.Set);
        api.Serve<Nothing>("DELETE", "faults", _ => fault.Clear());
        api.Serve<BreakStreamsRequest>("POST", "faults/break-streams", fault.BreakStreams);
        api.Serve<GetClockRequest>(s_read, "clock", _ => clock.Read());
        api.Serve<UpdateClockRequest>("PATCH", "clock", clock.Update);
        api.Serve<GetBacklogsRequest>(s_read, "backlogs", new BacklogControl(broker).Read);
        api.Serve<ResetRequest>("POST", "reset", state.Reset);
        api.Serve<GetStateRequest>(s_read, "state", state.Read);
        routes.MapMethods($"{Root}/state", ["PUT"], state.PutAsync);
        routes.MapMethods($"{Root}/openapi.json", s_read, OpenApiDocument.WriteAsync);
        routes.MapDelete($"{Root}/projects/{{project}}", context =>
        {
            broker.ResetProject(Checked("project", () => ProjectScope.Project((string)context.Request.RouteValues["project"]!)));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
    }

    /// <summary>Takes a value whose rule the .NET API has: its exception becomes the service's error.</summary>
    public static T Checked<T>(string field, Func<T> take)
    {
        try
        {
            return take();
        }
        catch (ArgumentException e)
        {
            throw Fail.Invalid($"{field}: {e.Message.Split(" (Parameter ")[0]}");
        }
    }

    private void Serve<T>(string method, string path, Func<T, IMessage> answer)
        where T : IMessage, new() => Serve<T>([method], path, answer);

    private void Serve<T>(string[] methods, string path, Func<T, IMessage> answer)
        where T : IMessage, new() => Serve<T>(methods, path, (request, _) => Task.FromResult(answer(request)));

    private void Serve<T>(string[] methods, string path, Func<T, CancellationToken, Task<IMessage>> answer)
        where T : IMessage, new() =>
        _routes.MapMethods($"{Root}/{path}", methods, async context =>
        {
            var request = (T)await RestRequest.ReadAsync(context, new T().Descriptor);
            await RestFormat.WithDefaults.WriteAsync(context.Response, await answer(request, context.RequestAborted));
        });
}
