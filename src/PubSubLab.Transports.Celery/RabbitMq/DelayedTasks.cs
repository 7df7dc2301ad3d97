using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>Counts the tasks of all queues that wait at RabbitMQ for their etas (<see cref="NativeDelay"/>).</summary>
/// <param name="onChannel">Does something on a channel of its own.</param>
/// <param name="time">The clock.</param>
internal sealed class DelayedTasks(Func<Func<IChannel, Task>, CancellationToken, Task> onChannel, TimeProvider time)
{
    /// <summary>Age up to which a count is used again: the screen asks for several queues at once.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromMilliseconds(500);

    private (long? Count, long At)? _last;

    /// <summary>Their number; null where the queues are not there.</summary>
    /// <exception cref="Lab.LabException">RabbitMQ does not answer.</exception>
    public async Task<long?> CountAsync(CancellationToken cancellation)
    {
        if (_last is { } last && time.GetElapsedTime(last.At) < s_fresh)
        {
            return last.Count;
        }

        long? count = 0;
        await onChannel(
            async channel =>
            {
                try
                {
                    foreach (var queue in NativeDelay.Queues)
                    {
                        count += (await channel.QueueDeclarePassiveAsync(queue, cancellation)).MessageCount;
                    }
                }
                catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
                {
                    count = null;
                }
            },
            cancellation);
        _last = (count, time.GetTimestamp());
        return count;
    }
}
