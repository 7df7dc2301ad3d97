using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>Everything that gives tokens: OAuth, the Security Token Service, IAM Credentials, and a virtual machine's metadata server.</summary>
internal sealed class TokenEndpoints(CloudAccounts accounts, CloudRights rights, CloudFaults faults)
{
    /// <summary>The audience that an assertion for the token endpoint must name.</summary>
    private const string Audience = "https://oauth2.googleapis.com/token";

    private const string Metadata = "/computeMetadata/v1/instance/service-accounts/default";

    private static readonly string[] s_scopes = ["https://www.googleapis.com/auth/cloud-platform", "https://www.googleapis.com/auth/pubsub"];

    /// <summary>The account of the virtual machine; null where there is none.</summary>
    public string? MachineAccount { get; set; }

    /// <summary>Tokens of an external identity provider, and the workload of each.</summary>
    public (string Token, string Principal)? Workload { get; set; }

    /// <summary>Maps the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/token", http => ServeAsync(http, "token", OAuthAsync));
        routes.MapPost("/v1/oauthtoken", http => ServeAsync(http, "sts", RefreshAsync));
        routes.MapPost("/v1/token", http => ServeAsync(http, "sts", ExchangeAsync));
        routes.MapPost("/v1/projects/-/serviceAccounts/{call}", http => ServeAsync(http, "generateAccessToken", ImpersonateAsync));
        routes.MapGet("/", http => MetadataAsync(http, _ => "computeMetadata/"));
        routes.MapGet($"{Metadata}/email", http => MetadataAsync(http, account => account));
        routes.MapGet($"{Metadata}/token", http => ServeAsync(http, "metadata", MachineAsync));
    }

    /// <summary>Serves one request: a token for an account, or a refusal.</summary>
    private async Task ServeAsync(HttpContext http, string method, Func<HttpContext, Task<(string? Account, CloudRefusal? Refusal)>> serve)
    {
        http.Response.Headers["Metadata-Flavor"] = "Google";
        try
        {
            var (account, refusal) = await serve(http);
            refusal = await faults.MeetAsync(account, method, await SentAsync(http), http.RequestAborted) ?? refusal;
            if (refusal is not null)
            {
                await (method == "generateAccessToken" ? refusal.WriteJsonAsync(http) : refusal.WriteOAuthAsync(http));
                return;
            }

            if (account is null)
            {
                http.Response.StatusCode = 404;
                return;
            }

            var token = accounts.MakeToken(account);
            await (method == "generateAccessToken"
                ? http.Response.WriteAsJsonAsync(new { accessToken = token, expireTime = accounts.Now.AddHours(1).ToString("yyyy-MM-ddTHH:mm:ssZ") })
                : http.Response.WriteAsJsonAsync(new
                {
                    access_token = token,
                    expires_in = 3600,
                    token_type = "Bearer",
                    issued_token_type = "urn:ietf:params:oauth:token-type:access_token",
                }));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
        }
    }

    private Task<(string?, CloudRefusal?)> MachineAsync(HttpContext http) => Task.FromResult<(string?, CloudRefusal?)>((MachineAccount, null));

    private static async Task<string> SentAsync(HttpContext http) =>
        $"{http.Request.Headers.Authorization} {(http.Request.HasFormContentType ? string.Join(' ', (await http.Request.ReadFormAsync()).Select(f => f.Value)) : "")}";

    private async Task MetadataAsync(HttpContext http, Func<string, string> answer)
    {
        http.Response.Headers["Metadata-Flavor"] = "Google";
        http.Response.StatusCode = MachineAccount is null ? 404 : 200;
        await http.Response.WriteAsync(MachineAccount is { } account ? answer(account) : "");
    }

    /// <summary>RFC 7523: a signed assertion for a token; or RFC 6749: a refresh token.</summary>
    private async Task<(string?, CloudRefusal?)> OAuthAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        if (form.ContainsKey("refresh_token"))
        {
            return await RefreshAsync(http);
        }

        var (account, refusal) = accounts.OfAssertion(form["assertion"], Audience);
        return (account, refusal is null ? null : CloudRefusal.InvalidGrant(refusal));
    }

    private async Task<(string?, CloudRefusal?)> RefreshAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var account = accounts.OfRefreshToken($"{form["refresh_token"]}");
        return (account, account is null ? CloudRefusal.InvalidGrant("Token has been expired or revoked.") : null);
    }

    /// <summary>RFC 8693: another provider's token for one of Google's.</summary>
    private async Task<(string?, CloudRefusal?)> ExchangeAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        return Workload is { } workload && form["subject_token"] == workload.Token
            ? (workload.Principal, null)
            : (null, CloudRefusal.InvalidGrant("The subject token is not accepted."));
    }

    private async Task<(string?, CloudRefusal?)> ImpersonateAsync(HttpContext http)
    {
        var call = (string)http.Request.RouteValues["call"]!;
        var target = call[..call.LastIndexOf(':')];
        var who = accounts.OfHeader(http.Request.Headers.Authorization);
        if (who is null)
        {
            return (null, CloudRefusal.Unauthenticated);
        }

        var order = (await http.Request.ReadFromJsonAsync<Order>())!;
        string[] chain = [who, .. order.Delegates?.Select(d => d[(d.LastIndexOf('/') + 1)..]) ?? [], target];
        var allowed = chain.Zip(chain.Skip(1)).All(link => rights.MayImpersonate(link.First, link.Second));
        return allowed && order.Scope.Intersect(s_scopes).Any()
            ? (target, null)
            : (target, CloudRefusal.Missing("iam.serviceAccounts.getAccessToken", $"projects/-/serviceAccounts/{target}", "iam.googleapis.com"));
    }

    private sealed record Order(string[] Scope, string[]? Delegates);
}
