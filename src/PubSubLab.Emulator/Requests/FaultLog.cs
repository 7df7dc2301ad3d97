using Microsoft.Extensions.Logging;

namespace PubSubLab.Emulator.Requests;

/// <summary>
/// Tells of exceptions that no rule of the API explains: faults of this program. ASP.NET Core reports them through logging, gRPC
/// calls with the method's name and others with the request's; nothing else is logged. Bytes that
/// cannot be read or parsed are the caller's.
/// </summary>
internal sealed class FaultLog(Action<string> tell) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(tell);

    public void Dispose()
    {
        // Holds nothing.
    }

    private sealed class Logger(Action<string> tell) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && exception is not null && !UnhandledExceptions.IsOfTheRequest(exception))
            {
                // The watermark keeps memory for what cannot be refused; where it was too little, there is nothing to report.
                tell(exception is OutOfMemoryException ? $"Memory ran out. {formatter(state, null)}" : $"A fault of the emulator, please report it. {formatter(state, exception)} {exception}");
            }
        }
    }
}
