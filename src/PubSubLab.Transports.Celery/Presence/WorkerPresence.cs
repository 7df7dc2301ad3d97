using System.Threading.Channels;
using PubSubLab.Lab;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Presence;

/// <summary>
/// Makes a worker one of a Celery fleet: it announces itself and its tasks, and answers Celery's tools. It runs beside the tasks: a broker that
/// does not allow it costs the worker nothing but being seen.
/// </summary>
internal sealed class WorkerPresence : IAsyncDisposable
{
    /// <summary>The most events that wait for the broker. More are dropped and counted, as a monitor's picture is worth less than a task.</summary>
    private const int MaxWaiting = 10_000;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    /// <summary>Time limit for the last words of a worker whose broker is silent.</summary>
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly IBroadcast _broadcast;
    private readonly Lazy<Task> _closed;
    private readonly Action<string> _notice;
    private readonly RemoteControl _control;
    private readonly NodeIdentity _node;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<(string Key, CeleryMessage Message)> _waiting = Channel.CreateBounded<(string, CeleryMessage)>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly TaskCompletionSource<bool> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _listening = Task.CompletedTask;
    private Task _beating = Task.CompletedTask;
    private Task _sending = Task.CompletedTask;
    private long _unsent;
    private int _ended;

    public WorkerPresence(CeleryOptions options, SubscribeOptions subscribe, BrokerFacts broker, IBroadcast broadcast)
    {
        _broadcast = broadcast;
        _closed = new Lazy<Task>(() => broadcast.DisposeAsync().AsTask());
        _notice = sentence => options.Notice($"{subscribe.Worker}: {sentence}");
        _node = NodeIdentity.Of(subscribe, broker);
        var clock = new LogicalClock();
        Events = new WorkerEvents(_node, Board, clock, Send) { OfTasks = options.SendTaskEvents };
        _control = new RemoteControl(
            _node, clock, new InspectCommands(_node, options, TaskNames.Of(options, subscribe).All, Board, clock),
            new ControlCommands(Board, Events, _notice, subscribe.OnStopAsked), broadcast.ReplyAsync, _notice);
    }

    /// <summary>The worker's tasks.</summary>
    public TaskBoard Board { get; } = new();

    /// <summary>Its events.</summary>
    public WorkerEvents Events { get; }

    /// <summary>The worker's name among Celery's nodes.</summary>
    public string NodeName => _node.Name;

    /// <summary>Begins to be seen. What does not work is tried again, and said once.</summary>
    public void Start()
    {
        Events.Online();
        _sending = SendAsync();
        _listening = ListenAsync();
        _beating = BeatAsync();
    }

    /// <summary>Says good-bye and ends.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 1)
        {
            return;
        }

        Events.Offline();
        _waiting.Writer.TryComplete();
        _connected.TrySetResult(false);
        await _stopping.CancelAsync();
        try
        {
            await _sending.WaitAsync(s_farewell, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            _broadcast.Sever();
        }

        // Nobody answers Celery's tools any more, also where the worker itself stays for a while, as a failed one does.
        await _listening;
        await _closed.Value;
    }

    /// <summary>Dies: when this returns, nothing is told any more.</summary>
    public void Sever()
    {
        _broadcast.Sever();
        Interlocked.Exchange(ref _ended, 1);
        _waiting.Writer.TryComplete();
        _connected.TrySetResult(false);
        _stopping.Cancel();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Sever();
        await _sending;
        await _listening;
        await _beating;
        await _closed.Value;
        _stopping.Dispose();
    }

    private void Send(string key, CeleryMessage message)
    {
        if (!_waiting.Writer.TryWrite((key, message)) && Volatile.Read(ref _ended) == 0)
        {
            Interlocked.Increment(ref _unsent);
        }
    }

    private async Task SendAsync()
    {
        if (!await _connected.Task)
        {
            // It ended before anybody could see it.
            return;
        }

        await foreach (var (key, message) in _waiting.Reader.ReadAllAsync())
        {
            try
            {
                await _broadcast.AnnounceAsync(key, message);
                if (Interlocked.Exchange(ref _unsent, 0) is var unsent and > 0)
                {
                    _notice($"{unsent:N0} events were not sent: the broker was away or too slow for them. Celery's monitors miss them; no task does.");
                }
            }
            catch (LabException)
            {
                // Counted, and said with the next event that arrives; the worker's own connection says what is wrong with the broker.
                Interlocked.Increment(ref _unsent);
            }
        }
    }

    private async Task ListenAsync()
    {
        var said = "";
        try
        {
            while (true)
            {
                try
                {
                    var lost = await _broadcast.ListenAsync(_node.Name, HandleAsync, _stopping.Token);
                    said = "";
                    _connected.TrySetResult(true);
                    await lost.WaitAsync(_stopping.Token);
                }
                catch (LabException e)
                {
                    if (e.Message != said && !_stopping.IsCancellationRequested)
                    {
                        said = e.Message;
                        _notice($"Celery's tools do not reach the worker: {e.Message} It works all the same, and tries again.");
                    }
                }

                await Task.Delay(s_pause, TimeProvider.System, _stopping.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The worker ends.
        }
    }

    private async Task HandleAsync(CeleryMessage message)
    {
        try
        {
            await _control.HandleAsync(message);
        }
        catch (LabException e)
        {
            _notice($"An answer to a command of Celery's was not sent: {e.Message}");
        }
    }

    private async Task BeatAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(WorkerEvents.Heartbeat, TimeProvider.System);
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                Events.Beat();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The worker ends.
        }
    }
}
