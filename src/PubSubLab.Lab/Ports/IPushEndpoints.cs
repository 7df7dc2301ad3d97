using PubSubLab.Handlers;

namespace PubSubLab.Lab.Ports;

/// <summary>Opens endpoints in this process for push subscriptions.</summary>
public interface IPushEndpoints
{
    /// <summary>Opens an endpoint.</summary>
    /// <param name="answer">Gives the HTTP status for each message, concurrently; it is cancelled when the broker gives up waiting.</param>
    /// <param name="cancellation">Gives up opening.</param>
    Task<IPushEndpoint> OpenAsync(Func<PushedMessage, CancellationToken, Task<int>> answer, CancellationToken cancellation);
}

/// <summary>An open endpoint. Disposing it closes it.</summary>
public interface IPushEndpoint : IAsyncDisposable
{
    /// <summary>Its address for a push subscription.</summary>
    Uri Address { get; }
}

/// <summary>A message as a push endpoint gets it.</summary>
/// <param name="MessageId">The broker's id.</param>
/// <param name="Task">The published task.</param>
/// <param name="Attempt">The broker's count of attempts; 0 where it keeps none.</param>
public sealed record PushedMessage(string MessageId, LabTask Task, int Attempt);
