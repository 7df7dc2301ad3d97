using Grpc.Core;

namespace PubSubLab.Transports.PubSub;

/// <summary>Looks through exceptions for what caused them. gRPC keeps the cause of a failed call beside the inner exception.</summary>
internal static class Causes
{
    /// <summary>The nearest cause of a type, or null.</summary>
    public static T? Of<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = Next(exception))
        {
            if (exception is T found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The innermost cause.</summary>
    public static Exception Last(Exception exception)
    {
        while (Next(exception) is { } next)
        {
            exception = next;
        }

        return exception;
    }

    private static Exception? Next(Exception exception) => (exception as RpcException)?.Status.DebugException ?? exception.InnerException;
}
