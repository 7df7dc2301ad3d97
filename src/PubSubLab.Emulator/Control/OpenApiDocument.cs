using Microsoft.AspNetCore.Http;
using PubSubLab.Emulator.Rest;

namespace PubSubLab.Emulator.Control;

/// <summary>The description of the control API (OpenAPI 3.1).</summary>
internal static class OpenApiDocument
{
    public static async Task WriteAsync(HttpContext context)
    {
        await using var document = typeof(OpenApiDocument).Assembly.GetManifestResourceStream("openapi.json")!;
        context.Response.ContentType = RestErrors.ContentType;
        context.Response.ContentLength = document.Length;
        await document.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
