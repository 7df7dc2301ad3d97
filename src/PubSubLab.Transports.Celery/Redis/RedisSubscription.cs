using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Connections;
using PubSubLab.Transports.Celery.Consuming;
using PubSubLab.Transports.Celery.Protocol;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>One worker on a queue: takes tasks while it has room, and gives back what silent workers had.</summary>
internal sealed class RedisSubscription(
    RedisCeleryTransport transport, RedisConnection shared, RedisConnection own, TaskConsumer consumer, SubscribeOptions subscribe, CeleryOptions options)
    : ITransportSubscription
{
    /// <summary>Duration of one BLMOVE, which is the longest wait of a lower-priority task in an idle queue.</summary>
    private const string WaitSeconds = "0.1";

    /// <summary>The most taken in one step, so that Redis is not held up by a long script.</summary>
    private const int MaxTaken = 100;

    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);
    private readonly TimeSpan _visibility = options.VisibilityTimeout ?? subscribe.AckDeadline;
    private readonly RedisRestorer _restorer = new(transport, options, options.VisibilityTimeout ?? subscribe.AckDeadline);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly RedisKey[] _lists = transport.Keys.ListsOf(subscribe.Subscription);
    private Task _taking = Task.CompletedTask;
    private Task _restoring = Task.CompletedTask;
    private bool _severed;
    private int _disposed;
    private bool _troubled;

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    /// <inheritdoc/>
    public ReturnRule Returns => transport.Returns;

    /// <summary>The keys that its transport uses.</summary>
    public RedisKeys Keys => transport.Keys;

    /// <summary>The queue.</summary>
    public string Queue => subscribe.Subscription;

    /// <summary>
    /// Connects, then takes. Once it takes, it cannot be cancelled: what it took in the meantime would be handled and never acknowledged.
    /// </summary>
    /// <exception cref="LabException">Redis is not there, or does not want us.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        try
        {
            await shared.GetDatabaseAsync();
            await (await own.GetDatabaseAsync()).PingAsync();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw new LabException(own.Explain(e), e);
        }

        cancellation.ThrowIfCancellationRequested();
        _taking = TakeAsync();
        _restoring = RestoreAsync();
        consumer.Appear();
    }

    /// <inheritdoc/>
    public async Task StopAsync(TimeSpan timeout)
    {
        consumer.Stop();
        await _taking;
        await consumer.DrainAsync(timeout);
        await _restoring;
        await consumer.DisappearAsync();
        _completion.TrySetResult();
    }

    /// <inheritdoc/>
    public void Sever()
    {
        lock (_gate)
        {
            _severed = true;
        }

        consumer.Sever();
        _completion.TrySetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        Sever();
        await _taking;
        await _restoring;
        await consumer.DrainAsync();
        await own.DisposeAsync();
        await consumer.DisposeAsync();
    }

    /// <summary>
    /// Sends a command about an outstanding task, again after a lost connection. Where the worker was severed nothing is sent: a command
    /// either left before Sever returned or never does.
    /// </summary>
    /// <param name="what">The reported command, for an error message.</param>
    /// <param name="tell">Tells it, and gives false where the worker no longer had the task.</param>
    /// <param name="fate">The sentence about a task that is lost if the broker does not answer; null if it is delivered again.</param>
    /// <returns>Whether Redis has it.</returns>
    public async Task<bool> TellAsync(string what, Func<IDatabase, Task<bool>> tell, string? fate = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var database = await shared.GetDatabaseAsync();
                Task<bool> told;
                lock (_gate)
                {
                    if (_severed)
                    {
                        return false;
                    }

                    told = tell(database);
                }

                var had = await told;
                if (!had)
                {
                    options.Notice($"{what} came too late: {Late(attempt)}");
                }

                return had;
            }
            catch (Exception e) when (e is RedisException or TimeoutException or LabException)
            {
                if (e is RedisServerException || attempt == 50 || consumer.Gone.IsCancellationRequested)
                {
                    options.Notice($"{what} failed: {shared.Explain(e)} {fate ?? $"The task comes again after the visibility timeout, {Durations.Format(_visibility)}."}");
                    return false;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(200), options.Time);
            }
        }
    }

    private string Late(int attempt) => attempt == 1
        ? $"the visibility timeout, {Durations.Format(_visibility)}, ran out and another worker got the task. Set CELERY_VISIBILITY_TIMEOUT above the longest handler."
        : "the connection was lost meanwhile. Redis has it from an earlier attempt, or another worker got the task.";

    /// <summary>A moment, as Kombu counts it.</summary>
    public static double SecondsOf(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).TotalSeconds;

    /// <summary>The queue's dead letters; empty if it has no dead-letter queue.</summary>
    public Task<RedisLetter[]> DeadLettersAsync(CeleryMessage message) => transport.DeadLettersAsync(q => RedisLetter.Of(message.Retry(0, null), q, Keys), Queue);

    /// <summary>The same for a payload that stays as it came.</summary>
    public Task<RedisLetter[]> DeadLettersAsync(byte[] payload) => transport.DeadLettersAsync(q => new RedisLetter(Keys.ListOf(q, null), payload), Queue);

    private async Task TakeAsync()
    {
        try
        {
            while (await consumer.EnterAsync())
            {
                var room = 1;
                while (room < MaxTaken && await consumer.Slots.WaitAsync(0))
                {
                    room++;
                }

                var used = 0;
                try
                {
                    used = await TakeOnceAsync(room);
                    Recovered();
                }
                catch (Exception e) when (e is RedisException or TimeoutException or LabException)
                {
                    await TroubleAsync(e);
                }
                finally
                {
                    if (room > used)
                    {
                        consumer.Slots.Release(room - used);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (consumer.Stopping.IsCancellationRequested)
        {
            // Takes no more.
        }
    }

    private async Task<int> TakeOnceAsync(int room)
    {
        var database = await shared.GetDatabaseAsync();
        var answer = (RedisValue[]?)await database.ScriptEvaluateAsync(
            RedisScripts.Take, [.. Keys.Books, .. _lists], [room, SecondsOf(options.Time.GetUtcNow()), Queue, $"{Guid.NewGuid()}-"]) ?? [];
        lock (_gate)
        {
            if (_severed)
            {
                // Killed with them outstanding.
                return 0;
            }
        }

        for (var i = 0; i < answer.Length; i += 2)
        {
            Start(answer[i]!, (byte[])answer[i + 1]!);
        }

        if (answer.Length == 0)
        {
            await WaitForOneAsync();
        }

        return answer.Length / 2;
    }

    /// <summary>
    /// Blocks until the queue has something and takes nothing: a task is moved to the end of the list at which it is. Kombu waits with
    /// BRPOP (redis.py, _brpop_start), whose answer is a task that is lost with the connection or the worker.
    /// </summary>
    private async Task WaitForOneAsync()
    {
        try
        {
            await (await own.GetDatabaseAsync()).ExecuteAsync("BLMOVE", _lists[0], _lists[0], "RIGHT", "RIGHT", WaitSeconds);
        }
        catch (RedisServerException e) when (e.Message.Contains("unknown command", StringComparison.OrdinalIgnoreCase) || RedisConnection.IsFull(e))
        {
            // Before Redis 6.2; and at its maxmemory Redis refuses BLMOVE, though nothing is added, while it gives tasks out all the same.
            await Task.Delay(s_poll, options.Time, consumer.Stopping);
        }
    }

    private void Start(string tag, byte[] payload) =>
        consumer.Start(() => KombuEnvelope.Read(payload), new RedisTakenMessage(this, tag, payload), Queue);

    private void Recovered()
    {
        if (_troubled)
        {
            _troubled = false;
            options.TellConnection(LabEventKind.ConnectionRestored, subscribe.Worker, "Redis answers again.");
        }
    }

    private async Task TroubleAsync(Exception e)
    {
        if (!_troubled && !consumer.Stopping.IsCancellationRequested)
        {
            _troubled = true;
            options.TellConnection(LabEventKind.ConnectionLost, subscribe.Worker, $"{own.Explain(e)} The worker tries again until it does.");
        }

        await Task.Delay(TimeSpan.FromMilliseconds(200), options.Time, consumer.Stopping);
    }

    /// <summary>Every so often, gives back what was taken longer than the visibility timeout ago, by whomever (redis.py, restore_visible).</summary>
    private async Task RestoreAsync()
    {
        var pause = TimeSpan.FromSeconds(Math.Clamp(_visibility.TotalSeconds / 20, 0.05, 10));
        try
        {
            while (true)
            {
                await Task.Delay(pause, options.Time, consumer.Stopping);
                try
                {
                    await _restorer.RestoreAsync(await shared.GetDatabaseAsync());
                }
                catch (Exception e) when (e is RedisException or TimeoutException or LabException)
                {
                    await TroubleAsync(e);
                }
            }
        }
        catch (OperationCanceledException) when (consumer.Stopping.IsCancellationRequested)
        {
            // Stopped or dead; another worker does it.
        }
    }
}
