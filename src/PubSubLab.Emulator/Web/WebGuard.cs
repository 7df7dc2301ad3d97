using Grpc.Core;
using Microsoft.AspNetCore.Http;
using PubSubLab.Emulator.Rest;

namespace PubSubLab.Emulator.Web;

/// <summary>
/// Refuses what a page of another origin sends through a developer's browser: such a page can post forms without asking, and
/// with DNS rebinding it can read answers too. Browsers speak HTTP/2 only over TLS, so HTTP/2 here is a program's. What is
/// refused is executed by nobody.
/// </summary>
internal sealed class WebGuard(WebAccess access)
{
    private const string FetchSite = "Sec-Fetch-Site";
    private readonly TrustedHosts _hosts = new(access.AllowedHosts);
    private readonly TrustedOrigins _origins = new(access.AllowedOrigins);

    /// <summary>The middleware.</summary>
    public RequestDelegate Use(RequestDelegate next) => context =>
    {
        if (!HttpProtocol.IsHttp11(context.Request.Protocol) && !HttpProtocol.IsHttp10(context.Request.Protocol))
        {
            return next(context);
        }

        // The same request with another origin, or none, is answered otherwise, refusals included.
        var headers = context.Response.Headers;
        headers.Vary = "Origin";
        if (WhyNot(context.Request) is { } reason)
        {
            return RestErrors.AnswerAsync(context, StatusCode.PermissionDenied, reason);
        }

        if (context.Request.Headers.Origin is not [{ } origin])
        {
            return next(context);
        }

        // Fetch standard, "CORS protocol". An origin that got this far is the emulator's own or an allowed one.
        headers.AccessControlAllowOrigin = origin;
        return IsPreflight(context.Request) ? AnswerPreflight(context) : next(context);
    };

    private string? WhyNot(HttpRequest request)
    {
        if (!_hosts.Trusts(request.Host.Host))
        {
            return $"The request names the host \"{Shorten(request.Host.Host)}\", which is not a local name. If it is this emulator's, start it with --allow-host {Shorten(request.Host.Host)}.";
        }

        var origins = request.Headers.Origin;
        if (origins.Count > 0)
        {
            var origin = origins.ToString();
            return origins.Count == 1 && _origins.Trusts(origin, $"{request.Scheme}://{request.Host.Value}")
                ? null
                : $"A web page of the origin \"{Shorten(origin)}\" may not call this emulator. If it is your page, start the emulator with --allow-origin {Shorten(origin)}.";
        }

        // Same-site is foreign too: another port of localhost is another program.
        return request.Headers[FetchSite].ToString() is "cross-site" or "same-site" && !_origins.TrustsAll
            ? "A web page of another origin may not call this emulator. If it is your page, start the emulator with --allow-origin and the page's origin, and let the page use fetch()."
            : null;
    }

    private static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.AccessControlRequestMethod.Count > 0;

    private static Task AnswerPreflight(HttpContext context)
    {
        var (asked, answer) = (context.Request.Headers, context.Response.Headers);
        answer.AccessControlAllowMethods = "GET, HEAD, POST, PUT, PATCH, DELETE";
        answer.AccessControlAllowHeaders = asked.AccessControlRequestHeaders;
        answer.AccessControlMaxAge = "600";
        answer.Vary = "Origin, Access-Control-Request-Headers";
        if (asked.ContainsKey("Access-Control-Request-Private-Network"))
        {
            answer["Access-Control-Allow-Private-Network"] = "true";
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static string Shorten(string text) => text.Length <= 100 ? text : $"{text[..100]}…";
}
