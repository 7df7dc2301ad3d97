using System.Text.Encodings.Web;
using System.Text.Json;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PubSubLab.Emulator.Hosting;
using PubSubLab.Emulator.Requests;

namespace PubSubLab.Emulator.Rest;

/// <summary>
/// Gives the errors of REST calls Google's shape, <c>{"error":{"code":404,"message":"…","status":"NOT_FOUND"}}</c> (AIP-193);
/// transcoding alone writes the bare gRPC status.
/// </summary>
internal static class RestErrors
{
    /// <summary>Bytes of JSON: a publish request of 10 MB in base64, with much to spare. gRPC has a limit of its own.</summary>
    private const long MaximumBody = 64 << 20;

    private const string ContentType = "application/json; charset=UTF-8";

    public static Func<RequestDelegate, RequestDelegate> Use(Action<string>? onFault) => next => context =>
        context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true || HealthPaths.IsHealth(context.Request.Path.Value ?? "")
            ? next(context)
            : RunAsync(next, context, onFault);

    /// <summary>Answers a request with an error, in the shape that REST calls have, before anything has been written.</summary>
    public static Task AnswerAsync(HttpContext context, StatusCode code, string message)
    {
        var response = context.Response;
        response.StatusCode = HttpCode(code);
        response.ContentType = ContentType;
        var bytes = Shape(response.StatusCode, code, message, null);
        response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static async Task RunAsync(RequestDelegate next, HttpContext context, Action<string>? onFault)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MaximumBody;
        }

        var response = context.Response;
        var body = response.Body;
        using var buffer = new MemoryStream();
        response.Body = buffer;
        try
        {
            if (context.Request.ContentLength > MaximumBody)
            {
                throw new BadHttpRequestException("", StatusCodes.Status413PayloadTooLarge);
            }

            await next(context);
        }
        catch (RpcException e)
        {
            response.StatusCode = HttpCode(e.StatusCode);
            buffer.SetLength(0);
            await JsonSerializer.SerializeAsync(buffer, new { code = (int)e.StatusCode, message = e.Status.Detail }, cancellationToken: context.RequestAborted);
        }
        catch (BadHttpRequestException e)
        {
            response.StatusCode = e.StatusCode;
            buffer.SetLength(0);
        }
        catch (OutOfMemoryException)
        {
            onFault?.Invoke($"Memory ran out. {context.Request.Method} {context.Request.Path} failed.");
            response.StatusCode = StatusCodes.Status429TooManyRequests;
            buffer.SetLength(0);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            onFault?.Invoke($"A fault of the emulator, please report it. {context.Request.Method} {context.Request.Path} failed. {e}");
            response.StatusCode = StatusCodes.Status500InternalServerError;
            buffer.SetLength(0);
        }
        finally
        {
            response.Body = body;
        }

        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        if (response.StatusCode >= 400)
        {
            var (code, message, details) = Read(response.StatusCode, bytes, context.Request);
            if (code == StatusCode.ResourceExhausted)
            {
                response.StatusCode = StatusCodes.Status429TooManyRequests;
            }

            bytes = Shape(response.StatusCode, code, message, details);
            response.ContentType = ContentType;
            response.ContentLength = bytes.Length;
        }

        if (bytes.Length > 0 && !HttpMethods.IsHead(context.Request.Method))
        {
            await body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private static byte[] Shape(int httpCode, StatusCode code, string message, JsonElement? details)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteNumber("code", httpCode);
            json.WriteString("message", message);
            json.WriteString("status", Name(code));
            if (details is { ValueKind: JsonValueKind.Array } && details.Value.GetArrayLength() > 0)
            {
                json.WritePropertyName("details");
                details.Value.WriteTo(json);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static (StatusCode Code, string Message, JsonElement? Details) Read(int httpCode, ReadOnlyMemory<byte> written, HttpRequest request)
    {
        try
        {
            using var document = JsonDocument.Parse(written);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("code", out var code))
            {
                var details = document.RootElement.TryGetProperty("details", out var found) ? found.Clone() : (JsonElement?)null;
                var message = document.RootElement.GetProperty("message").GetString() ?? "";
                // ASP.NET Core begins so for any exception that is not a status, and calls it UNKNOWN.
                return message.StartsWith(UnhandledExceptions.OutOfMemory, StringComparison.Ordinal) ? NoMemory(request)
                    : message.StartsWith(UnhandledExceptions.Prefix, StringComparison.Ordinal)
                    ? (StatusCode.Internal, $"{request.Method} {request.Path} failed because of a fault of the emulator.", null)
                    : ((StatusCode)code.GetInt32(), message, details);
            }
        }
        catch (JsonException)
        {
            // Not an answer of the API's but of the web server's.
        }

        return httpCode switch
        {
            404 => (StatusCode.NotFound, $"There is nothing at {request.Method} {request.Path}.", null),
            405 => (StatusCode.Unimplemented, $"{request.Method} is not a method of {request.Path}.", null),
            413 => (StatusCode.InvalidArgument, $"The request is larger than {MaximumBody} bytes.", null),
            429 => NoMemory(request),
            415 => (StatusCode.InvalidArgument, $"The content type is \"{request.ContentType}\": it must be application/json.", null),
            >= 500 => (StatusCode.Internal, $"{request.Method} {request.Path} failed because of a fault of the emulator, which its standard error describes.", null),
            _ => (StatusCode.InvalidArgument, $"The request was refused with HTTP status {httpCode}.", null),
        };
    }

    private static (StatusCode Code, string Message, JsonElement? Details) NoMemory(HttpRequest request) =>
        (StatusCode.ResourceExhausted, UnhandledExceptions.NoMemory(request.Path), null);

    /// <summary>The HTTP code of a status (google.rpc.Code, "HTTP Mapping").</summary>
    private static int HttpCode(StatusCode code) => code switch
    {
        StatusCode.OK => StatusCodes.Status200OK,
        StatusCode.Cancelled => StatusCodes.Status499ClientClosedRequest,
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => StatusCodes.Status400BadRequest,
        StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
        StatusCode.NotFound => StatusCodes.Status404NotFound,
        StatusCode.AlreadyExists or StatusCode.Aborted => StatusCodes.Status409Conflict,
        StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        StatusCode.Unimplemented => StatusCodes.Status501NotImplemented,
        StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        StatusCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>The name of a code in google.rpc.Code.</summary>
    private static string Name(StatusCode code) => code switch
    {
        StatusCode.OK => "OK",
        StatusCode.Cancelled => "CANCELLED",
        StatusCode.InvalidArgument => "INVALID_ARGUMENT",
        StatusCode.DeadlineExceeded => "DEADLINE_EXCEEDED",
        StatusCode.NotFound => "NOT_FOUND",
        StatusCode.AlreadyExists => "ALREADY_EXISTS",
        StatusCode.PermissionDenied => "PERMISSION_DENIED",
        StatusCode.Unauthenticated => "UNAUTHENTICATED",
        StatusCode.ResourceExhausted => "RESOURCE_EXHAUSTED",
        StatusCode.FailedPrecondition => "FAILED_PRECONDITION",
        StatusCode.Aborted => "ABORTED",
        StatusCode.OutOfRange => "OUT_OF_RANGE",
        StatusCode.Unimplemented => "UNIMPLEMENTED",
        StatusCode.Internal => "INTERNAL",
        StatusCode.Unavailable => "UNAVAILABLE",
        StatusCode.DataLoss => "DATA_LOSS",
        _ => "UNKNOWN",
    };
}
