using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PubSubLab.Emulator.Requests;

/// <summary>
/// Turns the codes that ASP.NET Core chooses for gRPC calls, UNKNOWN and INTERNAL, into codes that the API has. Bytes that are not the
/// message of their method are INVALID_ARGUMENT: they are read and parsed before any code of ours runs. Every other exception is a fault
/// of the emulator, INTERNAL.
/// </summary>
internal static class UnhandledExceptions
{
    /// <summary>Begins the detail of a status that stands for an exception, with detailed errors on.</summary>
    private const string Prefix = "Exception was thrown by handler.";

    /// <summary>Begins the detail of a status that stands for an exception when memory ran out.</summary>
    private const string OutOfMemory = $"{Prefix} {nameof(OutOfMemoryException)}";

    private const string Status = "grpc-status";
    private const string Message = "grpc-message";

    private static readonly string s_unknown = ((int)StatusCode.Unknown).ToString();
    private static readonly string s_internal = ((int)StatusCode.Internal).ToString();
    private static readonly string[] s_unreadable = [.. ((Type[])[typeof(InvalidProtocolBufferException), typeof(IOException), typeof(InvalidDataException)]).Select(static type => $"{Prefix} {type.Name}:")];

    /// <summary>Whether an exception comes from reading a request, and not from a fault of the emulator.</summary>
    public static bool IsOfTheRequest(Exception e) => e is OperationCanceledException or InvalidProtocolBufferException or IOException or InvalidDataException;

    public static Func<RequestDelegate, RequestDelegate> Use() => next => async context =>
    {
        await next(context);
        var answer = context.Response.HasStarted ? context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers : context.Response.Headers;
        if (answer is null || (answer[Status] != s_unknown && answer[Status] != s_internal))
        {
            return;
        }

        var said = answer[Message].ToString();
        if (answer[Status] == s_internal)
        {
            // The library's code for frames that are cut off or encoded in another way than they say. None of our own calls answers so.
            Answer(answer, StatusCode.InvalidArgument, $"The request to {context.Request.Path} is not framed as gRPC frames its messages: {Uri.UnescapeDataString(said)}");
        }
        else if (s_unreadable.Any(unreadable => said.StartsWith(unreadable, StringComparison.Ordinal)))
        {
            Answer(answer, StatusCode.InvalidArgument, $"The bytes of the request are not the message that {context.Request.Path} takes.");
        }
        else if (said.StartsWith(OutOfMemory, StringComparison.Ordinal))
        {
            Answer(answer, StatusCode.ResourceExhausted, NoMemory(context.Request.Path));
        }
        else if (said.StartsWith(Prefix, StringComparison.Ordinal))
        {
            Answer(answer, StatusCode.Internal, $"{context.Request.Path} failed because of a fault of the emulator, which its standard error describes.");
        }
    };

    /// <summary>The way out for a caller whose request did not fit into memory.</summary>
    public static string NoMemory(PathString path) =>
        $"{path} needs more memory than there is. Pull and acknowledge messages, send less at a time, or give the emulator more memory.";

    private static void Answer(IHeaderDictionary answer, StatusCode code, string sentence)
    {
        answer[Status] = ((int)code).ToString();
        answer[Message] = Uri.EscapeDataString(sentence);
    }
}
