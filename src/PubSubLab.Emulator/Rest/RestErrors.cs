using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PubSubLab.Emulator.Requests;

namespace PubSubLab.Emulator.Rest;

/// <summary>
/// Gives the errors of REST calls Google's shape, <c>{"error":{"code":404,"message":"…","status":"NOT_FOUND"}}</c> (AIP-193), with the
/// details that the gRPC status has.
/// </summary>
internal static class RestErrors
{
    public const string ContentType = "application/json; charset=UTF-8";

    /// <summary>Bytes of JSON: a publish request of 10 MB in base64, with much to spare. gRPC has a limit of its own.</summary>
    private const long MaximumBody = 64 << 20;

    private static readonly JsonFormatter s_details = new(JsonFormatter.Settings.Default.WithTypeRegistry(TypeRegistry.FromMessages(ErrorInfo.Descriptor, BadRequest.Descriptor)));

    public static Func<RequestDelegate, RequestDelegate> Use(Action<string>? onFault) => next => context =>
        Admission.IsGrpc(context) || HealthPaths.IsHealth(context.Request.Path.Value ?? "")
            ? next(context)
            : RunAsync(next, context, onFault);

    /// <summary>Answers a request with an error, in the shape that REST calls have, before anything has been written.</summary>
    public static Task AnswerAsync(HttpContext context, StatusCode code, string message) => AnswerAsync(context, HttpCode(code), code, message, []);

    private static async Task RunAsync(RequestDelegate next, HttpContext context, Action<string>? onFault)
    {
        var (request, response) = (context.Request, context.Response);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MaximumBody;
        }

        try
        {
            if (request.ContentLength > MaximumBody)
            {
                await AnswerAsync(context, StatusCodes.Status413PayloadTooLarge);
                return;
            }

            await next(context);
            if (response is { StatusCode: >= 400, HasStarted: false })
            {
                await AnswerAsync(context, response.StatusCode);
            }
        }
        catch (RpcException e) when (!response.HasStarted)
        {
            await AnswerAsync(context, HttpCode(e.StatusCode), e.StatusCode, e.Status.Detail, e.GetRpcStatus()?.Details ?? []);
        }
        catch (BadHttpRequestException e) when (!response.HasStarted)
        {
            await AnswerAsync(context, e.StatusCode, e.Message);
        }
        catch (OperationCanceledException e) when (context.RequestAborted.IsCancellationRequested || e.InnerException is ConnectionAbortedException)
        {
            // The client or the emulator gave the connection up: no answer arrives. A body that breaks off so is cancelled before RequestAborted is.
        }
        catch (IOException e) when (!response.HasStarted)
        {
            // The connection broke, or the bytes are not framed as HTTP frames a body.
            await AnswerAsync(context, StatusCode.InvalidArgument, $"The body of {request.Method} {request.Path} cannot be read: {e.Message}");
        }
        catch (OutOfMemoryException) when (!response.HasStarted)
        {
            onFault?.Invoke($"Memory ran out. {request.Method} {request.Path} failed.");
            await AnswerAsync(context, StatusCode.ResourceExhausted, UnhandledExceptions.NoMemory(request.Path));
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested && !response.HasStarted)
        {
            onFault?.Invoke($"A fault of the emulator, please report it. {request.Method} {request.Path} failed. {e}");
            await AnswerAsync(context, StatusCode.Internal, $"{request.Method} {request.Path} failed because of a fault of the emulator, which its standard error describes.");
        }
    }

    /// <summary>Answers with what the web server itself says by an HTTP code.</summary>
    private static Task AnswerAsync(HttpContext context, int httpCode, string? reason = null)
    {
        var request = context.Request;
        var (code, message) = httpCode switch
        {
            404 => (StatusCode.NotFound, $"There is nothing at {request.Method} {request.Path}."),
            405 => (StatusCode.Unimplemented, $"{request.Method} is not a method of {request.Path}."),
            413 => (StatusCode.InvalidArgument, $"The request is too large: its body has at most {MaximumBody} bytes."),
            >= 500 => (StatusCode.Internal, $"{request.Method} {request.Path} failed because of a fault of the emulator."),
            _ => (StatusCode.InvalidArgument, $"The request was refused with HTTP status {httpCode}{(string.IsNullOrEmpty(reason) ? "." : $": {reason}")}"),
        };
        return AnswerAsync(context, httpCode, code, message, []);
    }

    private static Task AnswerAsync(HttpContext context, int httpCode, StatusCode code, string message, IEnumerable<Any> details)
    {
        var response = context.Response;
        var bytes = Shape(httpCode, code, message, details);
        response.StatusCode = httpCode;
        response.ContentType = ContentType;
        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static byte[] Shape(int httpCode, StatusCode code, string message, IEnumerable<Any> details)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteNumber("code", httpCode);
            json.WriteString("message", message);
            json.WriteString("status", Name(code));
            if (details.Any())
            {
                json.WriteStartArray("details");
                foreach (var detail in details)
                {
                    json.WriteRawValue(s_details.Format(detail));
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

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
