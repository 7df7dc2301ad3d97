using Google.Cloud.PubSub.V1.Concurrency;

namespace Google.Cloud.PubSub.V1;

public sealed partial class PublisherClientImpl
{
    // The first call decides how; later ones wait for the same end.
    private Task StopOnceAsync(TimeSpan? timeout, CancellationToken hardStopToken)
    {
        lock (_lock)
        {
            if (_stopped is null)
            {
                var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _stopped = stopped.Task;
                foreach (var queue in _ordered.Values.Append(_unordered).ToArray())
                {
                    queue.Close();
                    Dispatch(queue);
                }

                _ = _workers.RunAsync(() => StopAsync(stopped, timeout, hardStopToken));
            }

            return _stopped;
        }
    }

    private async Task StopAsync(TaskCompletionSource stopped, TimeSpan? timeout, CancellationToken hardStopToken)
    {
        try
        {
            using var sent = new CancellationTokenSource();
            var limit = timeout is { } time ? LimitAsync(time, sent.Token) : Task.CompletedTask;
            await using (hardStopToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _hardStop))
            {
                if (!await _unsent.WhenZeroAsync().CompletedAsync(_hardStop.Token))
                {
                    CancelQueued();
                }
            }

            await _workers.CancelAsync(sent);
            await limit;
            await _tasks.WhenEmptyAsync();
            if (_shutdown is not null)
            {
                await _shutdown();
            }
        }
        catch (Exception e)
        {
            stopped.SetException(e);
            return;
        }

        if (_hardStop.IsCancellationRequested)
        {
            stopped.SetCanceled(_hardStop.Token);
        }
        else
        {
            stopped.SetResult();
        }
    }

    private async Task LimitAsync(TimeSpan timeout, CancellationToken sent)
    {
        if (timeout <= TimeSpan.Zero || await _scheduler.PassedAsync(timeout, sent))
        {
            await _workers.CancelAsync(_hardStop);
        }
    }

    private void CancelQueued()
    {
        List<Batch> cancelled = [];
        lock (_lock)
        {
            foreach (var queue in _ordered.Values.Append(_unordered))
            {
                cancelled.AddRange(queue.Clear());
            }
        }

        foreach (var batch in cancelled)
        {
            batch.Cancel();
            _unsent.Add(-batch.Count);
        }
    }
}
