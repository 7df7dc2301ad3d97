using Microsoft.Extensions.Logging;

namespace PubSubLab.Emulator.Hosting;

/// <summary>
/// Tells of exceptions that no rule of the API explains: faults of this program. ASP.NET Core reports them through logging, gRPC
/// calls with the method's name and others with the request's; nothing else is logged.
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
            if (IsEnabled(logLevel) && exception is not null and not OperationCanceledException)
            {
                tell($"A fault of the emulator, please report it. {formatter(state, exception)} {exception}");
            }
        }
    }
}
