using PubSubLab.Handlers;

namespace PubSubLab.Lab.Transports;

/// <summary>One delivery of a message.</summary>
/// <param name="MessageId">The broker's id; the same for every delivery of the message.</param>
/// <param name="Task">The published task.</param>
/// <param name="Attempt">The broker's own count of attempts, 1 for the first; 0 where it keeps none.</param>
/// <param name="PublishTime">When the broker took the message; null where it does not say.</param>
public sealed record Delivery(string MessageId, LabTask Task, int Attempt, DateTimeOffset? PublishTime)
{
    /// <summary>The name of the handler that the message itself asks for, as on a task queue; null, the default, for the worker's own.</summary>
    public string? Handler { get; init; }

    /// <summary>Why the worker nacks it, or how long it took: said before the answer, for a backend that keeps results. Null until then.</summary>
    public string? Reason { get; set; }

    /// <summary>Where its handler failed, for a backend that keeps results. Null where it did not.</summary>
    public string? Traceback { get; set; }

    /// <summary>Says why the transport cancelled this one delivery; null where it did not, so that it is the worker that ends. Default: it never does.</summary>
    public Func<string?> WhyCancelled { get; init; } = static () => null;

    /// <summary>
    /// Tells the broker the answer, and gives whether the broker has it: what is reported as acknowledged is so. Null, the default, where
    /// the transport answers only after the callback returned.
    /// </summary>
    public Func<Verdict, Task<bool>>? Settle { get; init; }
}
