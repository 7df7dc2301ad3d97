using System.Diagnostics;

namespace Google.Cloud.PubSub.V1;

/// <summary>Messages that travel in one request, and those who wait for their ids.</summary>
internal sealed class Batch(TopicName topic)
{
    private readonly List<TaskCompletionSource<string>> _waiting = [];
    private List<(int Index, Activity Span)>? _creating;

    internal PublishRequest Request { get; } = new() { TopicAsTopicName = topic };

    internal int Count => _waiting.Count;

    internal long Bytes { get; private set; }

    /// <summary>Whether it may be sent although a request is under way.</summary>
    internal bool Ripe { get; set; }

    /// <summary>Ends the wait for the delay threshold; null while nothing waits for it.</summary>
    internal CancellationTokenSource? Timer { get; set; }

    /// <summary>The spans of the messages, as far as anybody listens.</summary>
    internal IEnumerable<Activity> Creating => _creating?.Select(creating => creating.Span) ?? [];

    internal Task<string> Add(PubsubMessage message, int size, Activity? creating)
    {
        if (creating is not null)
        {
            (_creating ??= []).Add((_waiting.Count, creating));
        }

        Request.Messages.Add(message);
        Bytes += size;
        // A waiter's continuation may block; it must not delay the rest of the batch.
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

        _creating?.ForEach(creating => PublisherTelemetry.Created(creating.Span, ids[creating.Index], null));
    }

    internal void Fail(Exception exception)
    {
        _waiting.ForEach(waiting => waiting.TrySetException(exception));
        _creating?.ForEach(creating => PublisherTelemetry.Created(creating.Span, null, exception));
    }

    internal void Cancel()
    {
        _waiting.ForEach(waiting => waiting.TrySetCanceled());
        _creating?.ForEach(creating => PublisherTelemetry.Created(creating.Span, null, new OperationCanceledException("The publisher was shut down before the message was sent.")));
    }
}
