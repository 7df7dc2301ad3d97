using System.Runtime.InteropServices;
using Grpc.Core;

namespace PubSubLab.Output;

/// <summary>The one place that turns an exception that left a verb into text, so that none ends the process with an abort.</summary>
internal static class Failures
{
    /// <summary>The sentence for <c>stderr</c>; with a stack trace only where the program has a bug.</summary>
    /// <param name="e">The exception.</param>
    /// <param name="signal">The signal that told the verb to end; null where none came.</param>
    public static string Sentence(Exception e, PosixSignal? signal) => e switch
    {
        // A call that was cancelled may come as either; what a signal ended has no other reason.
        OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled } when signal is { } told => $"{told} ended this before it was done.",
        OperationCanceledException => $"This was cancelled before it was done: {e.Message}",
        RpcException rpc => $"The broker answers {rpc.StatusCode}: {rpc.Status.Detail}",
        IOException or UnauthorizedAccessException => $"Output cannot be written: {e.Message.TrimEnd('.')}. Make room, or write to another place.",
        _ => $"A bug of pubsublab ended this. Please report these lines. {e}",
    };
}
