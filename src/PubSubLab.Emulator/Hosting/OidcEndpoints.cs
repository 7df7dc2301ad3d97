using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PubSubLab.Emulator.Push;

namespace PubSubLab.Emulator.Hosting;

/// <summary>Serves the key of push tokens where receivers look for Google's: discovery, keys as JWKS, and keys as certificates.</summary>
internal static class OidcEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, OidcIssuer issuer)
    {
        Serve(routes, OidcIssuer.DiscoveryPath, request => issuer.Discovery($"{request.Scheme}://{request.Host.Value}"));
        Serve(routes, OidcIssuer.KeysPath, _ => issuer.Keys());
        Serve(routes, OidcIssuer.CertificatesPath, _ => issuer.Certificates());
    }

    private static void Serve(IEndpointRouteBuilder routes, string path, Func<HttpRequest, string> document) =>
        routes.MapMethods(path, ["GET", "HEAD"], context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(document(context.Request), context.RequestAborted);
        });
}
