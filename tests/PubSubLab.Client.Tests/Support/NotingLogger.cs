using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PubSubLab.Client.Tests.Support;

/// <summary>Notes what is logged, as "level: text (exception)".</summary>
internal sealed class NotingLogger : ILogger
{
    internal ConcurrentQueue<string> Notes { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Notes.Enqueue($"{logLevel}: {formatter(state, exception)}" + (exception is null ? "" : $" ({exception.Message})"));
}
