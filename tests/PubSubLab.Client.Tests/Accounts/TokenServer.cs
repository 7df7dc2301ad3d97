using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PubSubLab.Client.Tests.Accounts;

/// <summary>Gives out access tokens on loopback as Google's token endpoint does: token-1, token-2, and so on.</summary>
internal sealed class TokenServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _last;

    private TokenServer(WebApplication app) => _app = app;

    internal string Uri => $"{_app.Urls.First()}/token";

    /// <summary>The assertions that tokens were asked for with.</summary>
    internal ConcurrentQueue<string> Assertions { get; } = new();

    /// <summary>The only token that is valid.</summary>
    internal string Newest => $"token-{Volatile.Read(ref _last)}";

    internal bool Refuses { get; set; }

    /// <summary>Answers wait for this.</summary>
    internal Task Gate { get; set; } = Task.CompletedTask;

    internal static async Task<TokenServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new TokenServer(app);
        app.MapPost("/token", server.GiveAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> GiveAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        form["grant_type"].ToString().ShouldBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
        Assertions.Enqueue(form["assertion"].ToString());
        await Gate.WaitAsync(request.HttpContext.RequestAborted);
        return Refuses
            ? Results.Json(new { error = "invalid_grant", error_description = "Invalid JWT Signature." }, statusCode: 400)
            : Results.Json(new { access_token = $"token-{Interlocked.Increment(ref _last)}", token_type = "Bearer", expires_in = 3600 });
    }
}
