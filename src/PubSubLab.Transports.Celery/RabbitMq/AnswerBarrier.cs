namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>
/// Finds out that RabbitMQ has the answers that were sent on a channel. AMQP 0-9-1 confirms no answer, but a channel handles what it gets in
/// order: the reply to any later method says that the answers before it are there. One round trip serves all answers that wait for it.
/// </summary>
/// <param name="ask">Makes a round trip on the channel.</param>
internal sealed class AnswerBarrier(Func<Task> ask)
{
    private readonly Lock _gate = new();
    private Task _underWay = Task.CompletedTask;
    private Task? _next;

    /// <summary>Completes when everything that was sent on the channel before this call has arrived.</summary>
    public Task PassAsync()
    {
        lock (_gate)
        {
            // The round trip under way may have left before the answer; the next one leaves after it.
            return _next ??= AskAsync(_underWay);
        }
    }

    private async Task AskAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_gate)
        {
            _underWay = _next!;
            _next = null;
        }

        await ask();
    }
}
