using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Embedded;

/// <summary>Endpoints on the loopback address, on a free port each.</summary>
internal sealed class HttpPushEndpoints : IPushEndpoints
{
    private const long LargestBody = 20_000_000;

    /// <inheritdoc/>
    public async Task<IPushEndpoint> OpenAsync(Func<PushedMessage, CancellationToken, Task<int>> answer, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static server =>
        {
            server.Listen(IPAddress.Loopback, 0);
            server.Limits.MaxRequestBodySize = LargestBody;
        });
        var app = builder.Build();
        try
        {
            app.Run(context => AnswerAsync(context, answer));
            await app.StartAsync(cancellation);
            return new Endpoint(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static async Task AnswerAsync(HttpContext context, Func<PushedMessage, CancellationToken, Task<int>> answer)
    {
        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            context.Response.StatusCode = PushBody.Read(body.ToArray()) is { } message ? await answer(message, context.RequestAborted) : StatusCodes.Status400BadRequest;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The broker gave up waiting, and nobody reads an answer.
        }
    }

    private sealed class Endpoint(WebApplication app) : IPushEndpoint
    {
        public Uri Address { get; } = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

        public async ValueTask DisposeAsync() => await app.DisposeAsync();
    }
}
