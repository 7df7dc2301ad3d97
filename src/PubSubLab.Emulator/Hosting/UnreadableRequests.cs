using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PubSubLab.Emulator.Hosting;

/// <summary>
/// Answers a gRPC request whose bytes are not the message that its method takes with INVALID_ARGUMENT. The generated
/// services parse before any code of ours runs, and ASP.NET Core takes the parser's exception for a fault of the server.
/// </summary>
internal static class UnreadableRequests
{
    private const string Status = "grpc-status";
    private const string Message = "grpc-message";

    // What ASP.NET Core writes of an exception with detailed errors on.
    private static readonly string s_unknown = ((int)StatusCode.Unknown).ToString();
    private static readonly string s_cause = $"Exception was thrown by handler. {nameof(InvalidProtocolBufferException)}:";

    public static Func<RequestDelegate, RequestDelegate> Use() => next => async context =>
    {
        await next(context);
        var answer = context.Response.HasStarted ? context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers : context.Response.Headers;
        if (answer is not null && answer[Status] == s_unknown && answer[Message].ToString().StartsWith(s_cause, StringComparison.Ordinal))
        {
            answer[Status] = ((int)StatusCode.InvalidArgument).ToString();
            answer[Message] = Uri.EscapeDataString($"The bytes of the request are not the message that {context.Request.Path} takes.");
        }
    };
}
