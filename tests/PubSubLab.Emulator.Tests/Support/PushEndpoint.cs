using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace PubSubLab.Emulator.Tests.Support;

/// <summary>A web server that push subscriptions post to; it answers with a code for each call.</summary>
internal sealed class PushEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<PushRequestSeen> _seen = Channel.CreateUnbounded<PushRequestSeen>();
    private int _calls;

    private PushEndpoint(Func<int, int> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddLogging();
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            context.Response.StatusCode = answer(Interlocked.Increment(ref _calls));
            await _seen.Writer.WriteAsync(new PushRequestSeen(body, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        });
    }

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/push";

    public static async Task<PushEndpoint> StartAsync(Func<int, int> answer)
    {
        var endpoint = new PushEndpoint(answer);
        await endpoint._app.StartAsync();
        return endpoint;
    }

    public async Task<PushRequestSeen> NextAsync() => await _seen.Reader.ReadAsync().AsTask().WaitAsync(PullStream.Patience);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
