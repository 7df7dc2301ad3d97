using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PubSubLab.Emulator.Hosting;

/// <summary>
/// Turns what ASP.NET Core makes of an exception in a gRPC call, UNKNOWN, into a code that the API has. Bytes that are not the
/// message of their method are INVALID_ARGUMENT: the generated services parse before any code of ours runs. Everything else is
/// a fault of the emulator, INTERNAL.
/// </summary>
internal static class UnhandledExceptions
{
    private const string Status = "grpc-status";
    private const string Message = "grpc-message";
    private const string Prefix = "Exception was thrown by handler.";

    // What ASP.NET Core writes of an exception with detailed errors on.
    private static readonly string s_unknown = ((int)StatusCode.Unknown).ToString();
    private static readonly string s_unreadable = $"{Prefix} {nameof(InvalidProtocolBufferException)}:";

    public static Func<RequestDelegate, RequestDelegate> Use() => next => async context =>
    {
        await next(context);
        var answer = context.Response.HasStarted ? context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers : context.Response.Headers;
        if (answer is null || answer[Status] != s_unknown)
        {
            return;
        }

        var said = answer[Message].ToString();
        if (said.StartsWith(s_unreadable, StringComparison.Ordinal))
        {
            Answer(answer, StatusCode.InvalidArgument, $"The bytes of the request are not the message that {context.Request.Path} takes.");
        }
        else if (said.StartsWith(Prefix, StringComparison.Ordinal))
        {
            Answer(answer, StatusCode.Internal, $"{context.Request.Path} failed because of a fault of the emulator, which its standard error describes.");
        }
    };

    private static void Answer(IHeaderDictionary answer, StatusCode code, string sentence)
    {
        answer[Status] = ((int)code).ToString();
        answer[Message] = Uri.EscapeDataString(sentence);
    }
}
