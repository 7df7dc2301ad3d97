namespace Google.Cloud.PubSub.V1;

/// <summary>Messages that travel in one request, and those who wait for their ids.</summary>
internal sealed class Batch(TopicName topic)
{
    private readonly List<TaskCompletionSource<string>> _waiting = [];

    internal PublishRequest Request { get; } = new() { TopicAsTopicName = topic };

    internal int Count => _waiting.Count;

    internal long Bytes { get; private set; }

    /// <summary>Whether it may be sent although a request is under way.</summary>
    internal bool Ripe { get; set; }

    /// <summary>Ends the wait for the delay threshold; null while nothing waits for it.</summary>
    internal CancellationTokenSource? Timer { get; set; }

    internal Task<string> Add(PubsubMessage message, int size)
    {
        Request.Messages.Add(message);
        Bytes += size;
        // Whoever waits may do anything afterwards; it must not hold up the others of the batch.
        var waiting = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(waiting);
        return waiting.Task;
    }

    internal void Complete(IReadOnlyList<string> ids)
    {
        if (ids.Count != _waiting.Count)
        {
            Fail(new InvalidOperationException($"The service answered with {ids.Count} ids for {_waiting.Count} messages."));
            return;
        }

        for (var i = 0; i < ids.Count; i++)
        {
            _waiting[i].TrySetResult(ids[i]);
        }
    }

    internal void Fail(Exception exception) => _waiting.ForEach(waiting => waiting.TrySetException(exception));

    internal void Cancel() => _waiting.ForEach(waiting => waiting.TrySetCanceled());
}
