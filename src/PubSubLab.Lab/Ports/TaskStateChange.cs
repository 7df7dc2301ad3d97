namespace PubSubLab.Lab.Ports;

/// <summary>A state that a task of a task queue came to.</summary>
/// <param name="State">Celery's name: PENDING, RECEIVED, STARTED, RETRY, SUCCESS, FAILURE, REVOKED.</param>
/// <param name="At">When, by the clock of the program that announced it; null where it does not say.</param>
/// <param name="Worker">The worker; empty where it is not known.</param>
/// <param name="Detail">More about it, as the exception or the moment of the next attempt; empty for nothing.</param>
public sealed record TaskStateChange(string State, DateTimeOffset? At, string Worker, string Detail)
{
    /// <summary>Whether no other state follows.</summary>
    public bool IsFinal => State is "SUCCESS" or "FAILURE" or "REVOKED";
}
