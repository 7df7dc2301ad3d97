using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Canvas;

/// <summary>
/// Sends again what a broker did not take, a few times: the task before it is done, and must not be done again for a broker that was away for
/// a moment. Meanwhile that task stays outstanding, so that a worker that dies loses nothing.
/// </summary>
internal sealed class PatientSender(ITaskSender sender, TimeProvider time) : ITaskSender
{
    private static readonly TimeSpan[] s_pauses = [TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    /// <inheritdoc/>
    public Task SendAsync(string exchange, string routingKey, CeleryMessage message) => TryAsync(
        async () =>
        {
            await sender.SendAsync(exchange, routingKey, message);
            return true;
        },
        time);

    /// <summary>Tries something until it works, or the last trial fails.</summary>
    /// <exception cref="LabException">It failed each time.</exception>
    public static async Task<T> TryAsync<T>(Func<Task<T>> work, TimeProvider time)
    {
        foreach (var pause in s_pauses)
        {
            try
            {
                return await work();
            }
            catch (LabException)
            {
                // The last trial says why.
                await Task.Delay(pause, time);
            }
        }

        return await work();
    }
}
