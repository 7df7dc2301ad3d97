using Google.Api.Gax.Grpc;
using Google.Cloud.PubSub.V1.Concurrency;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Google.Cloud.PubSub.V1;

public sealed partial class PublisherClientImpl
{
    private static readonly CallSettings s_compressed = CallSettings.FromHeader("grpc-internal-encoding-request", "gzip");

    private async Task SendAsync(PublisherServiceApiClient client, KeyQueue queue, bool openToo)
    {
        Batch? batch;
        lock (_lock)
        {
            queue.Scheduled--;
            batch = queue.Take(openToo);
            queue.InFlight = batch is not null && queue.Ordered;
            if (batch is null)
            {
                Release(client, queue);
                return;
            }
        }

        Exception? failure = null;
        var since = PublisherTelemetry.SendingSince();
        var sending = PublisherTelemetry.StartSending(TopicName, batch);
        try
        {
            var settings = CallSettings.FromCancellationToken(_hardStop.Token);
            if (_settings.EnableCompression && batch.Bytes >= (_settings.CompressionBytesThreshold ?? DefaultCompressionBytesThreshold))
            {
                settings = settings.MergedWith(s_compressed);
            }

            var response = await client.PublishAsync(batch.Request, settings);
            batch.Complete(response.MessageIds);
        }
        catch (Exception e)
        {
            failure = e;
        }

        PublisherTelemetry.Sent(TopicName, batch, sending, since, failure);
        if (failure is null)
        {
            Finish(client, queue, batch);
        }
        else if (_hardStop.IsCancellationRequested)
        {
            batch.Cancel();
            Finish(client, queue, batch);
        }
        else if (queue.Ordered && failure is RpcException rpc && rpc.IsRecoverable())
        {
            LogGoesAgain(queue.Key, batch.Count, rpc);
            GoAgain(client, queue, batch);
        }
        else
        {
            LogFailed(batch.Count, failure);
            FailAll(client, queue, batch, failure);
        }
    }

    private void Finish(PublisherServiceApiClient client, KeyQueue queue, params IReadOnlyCollection<Batch> done)
    {
        lock (_lock)
        {
            queue.InFlight = false;
            Release(client, queue);
        }

        _unsent.Add(-done.Sum(batch => batch.Count));
    }

    // A key keeps its order because the same batch is sent until the service accepts it. The call's retry settings may have no pause,
    // so there is one here.
    private void GoAgain(PublisherServiceApiClient client, KeyQueue queue, Batch batch)
    {
        lock (_lock)
        {
            Release(client, queue);
        }

        _tasks.Run(async () =>
        {
            await _scheduler.PassedAsync(TimeSpan.FromMilliseconds(100), _hardStop.Token);
            lock (_lock)
            {
                queue.InFlight = false;
                queue.Again = batch;
                Dispatch(queue);
            }
        });
    }

    private void FailAll(PublisherServiceApiClient client, KeyQueue queue, Batch batch, Exception failure)
    {
        List<Batch> failed = [batch];
        if (queue.Ordered)
        {
            lock (_lock)
            {
                queue.Failed = true;
                failed.AddRange(queue.Clear());
            }
        }

        failed.ForEach(each => each.Fail(failure));
        Finish(client, queue, failed);
    }

    // A client is idle again. Queues in line come before the queue that used it last.
    private void Release(PublisherServiceApiClient client, KeyQueue queue)
    {
        _requests--;
        (_idle.Count < _clients ? _idle : _beside).Push(client);
        if (queue.Ordered && queue.IsEmpty && !queue.Failed && !queue.Waiting)
        {
            _ordered.Remove(queue.Key);
        }

        while (_idle.Count > 0 && _line.TryDequeue(out var next))
        {
            next.Waiting = false;
            Dispatch(next);
        }

        Dispatch(queue);
        if (queue != _unordered)
        {
            Dispatch(_unordered);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Count} messages of the ordering key {Key} could not be published; they are sent again.")]
    private partial void LogGoesAgain(string key, int count, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "{Count} messages could not be published.")]
    private partial void LogFailed(int count, Exception exception);
}
