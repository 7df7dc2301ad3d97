using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PubSubLab.Emulator.Rest;

/// <summary>
/// Takes REST requests as people send them from a shell, which transcoding alone refuses: a PUT without a body is one with
/// <c>{}</c>, and JSON that <c>curl -d</c> calls a form is JSON.
/// </summary>
internal static class RestBodies
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    public static Func<RequestDelegate, RequestDelegate> Use() => next => context =>
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments("/v1", StringComparison.Ordinal) || HttpMethods.IsGet(request.Method) || HttpMethods.IsDelete(request.Method))
        {
            return next(context);
        }

        var isEmpty = request.ContentLength == 0 || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };
        if (isEmpty)
        {
            request.Body = new MemoryStream("{}"u8.ToArray(), writable: false);
        }

        if (isEmpty || string.IsNullOrEmpty(request.ContentType) || request.ContentType.StartsWith(Form, StringComparison.OrdinalIgnoreCase))
        {
            request.ContentType = Json;
        }

        return next(context);
    };
}
