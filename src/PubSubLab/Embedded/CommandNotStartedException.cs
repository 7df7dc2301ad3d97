#pragma warning disable CA1032 // The code belongs to the sentence.
namespace PubSubLab.Embedded;

/// <summary>A command that cannot be started. The exit code is the one that a shell has for it.</summary>
internal sealed class CommandNotStartedException : Exception
{
    private CommandNotStartedException(int code, string message, Exception? innerException)
        : base(message, innerException) => Code = code;

    /// <summary>The exit code (POSIX, Shell Command Language, 2.8.2 Exit Status for Commands).</summary>
    public int Code { get; }

    /// <summary>There is no such command.</summary>
    public static CommandNotStartedException NotFound(string message, Exception? innerException = null) => new(127, message, innerException);

    /// <summary>There is one, and the system does not start it.</summary>
    public static CommandNotStartedException NotExecutable(string message, Exception? innerException = null) => new(126, message, innerException);
}
