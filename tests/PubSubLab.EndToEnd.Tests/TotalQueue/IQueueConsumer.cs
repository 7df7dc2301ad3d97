namespace PubSubLab.TotalQueue;

/// <summary>A program that consumes the subscription, and to which anything may happen.</summary>
internal interface IQueueConsumer : IAsyncDisposable
{
    /// <summary>Resets its connections.</summary>
    void Reset();

    /// <summary>Ends it in the middle of its work, without an answer for what it holds.</summary>
    Task KillAsync();
}
