using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax;
using Google.Cloud.PubSub.V1;
using PubSubLab.Simulation.Checks;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Actors;

/// <summary>A process that consumes a subscription with our client.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Ends as a process does: nothing is disposed.")]
internal sealed class SubscriberActor : SubscriptionHandler
{
    private readonly Stage _stage;
    private readonly SubscriberClientImpl _client;
    private readonly HashSet<string> _running = [];
    private readonly int _most;
    private int _handling;
    private bool _isStopped;

    public SubscriberActor(Stage stage, SubscriptionModel subscription)
    {
        (_stage, Subscription) = (stage, subscription);
        Process = stage.NewProcess($"{subscription.Id}.");
        _most = stage.Draws.Of(1, 2, 5, 20, 1000);
        var deadline = TimeSpan.FromSeconds(stage.Draws.Of(10, 11, 30, 60));
        _client = new SubscriberClientImpl(
            SubscriptionName.FromProjectSubscription("simulation", subscription.Id),
            Enumerable.Range(0, stage.Draws.Between(1, 2)).Select(_ => stage.Subscriber(Process)),
            new SubscriberClient.Settings
            {
                Scheduler = Process, Clock = Process, AckDeadline = deadline, AckExtensionWindow = TimeSpan.FromSeconds(stage.Draws.Of(1, 5)),
                FlowControlSettings = new FlowControlSettings(_most, stage.Draws.Of(100, 1000, 1_000_000)),

                // Without the service's flow control a stream is not read while handlers are busy, and leases may end.
                UseLegacyFlowControl = stage.FailureRate > 0 && stage.Draws.Chance(0.1),
            },
            null, null, Process.Workers);
        Process.Post(_ => Done = RunAsync(), null);
    }

    public SimulatedProcess Process { get; }

    public SubscriptionModel Subscription { get; }

    /// <summary>Completes when the subscriber has ended; null before it runs.</summary>
    public Task? Done { get; private set; }

    public bool IsStarted => Process.IsDead || Done is not null;

    public bool IsStopping { get; private set; }

    public bool IsDone => Process.IsDead || Done is { IsCompleted: true };

    /// <summary>Ends the process as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        Process.Kill();
        _stage.Network.CutAll(Process.Name);
    }

    /// <summary>Stops it in good order.</summary>
    public void Stop(SubscriberClient.ShutdownMode mode, TimeSpan timeout)
    {
        if (!IsStopping)
        {
            IsStopping = true;
            Process.Post(_ => Stopping = _client.StopAsync(new SubscriberClient.ShutdownOptions { Mode = mode, Timeout = timeout }), null);
        }
    }

    /// <summary>The client's stop.</summary>
    public Task? Stopping { get; private set; }

    public override async Task<SubscriberClient.Reply> HandleMessage(PubsubMessage message, CancellationToken cancellationToken)
    {
        var line = Subscription.IsOrdered ? message.OrderingKey : "";
        Check(_isStopped, $"handles message {message.MessageId} after it has stopped");
        Check(++_handling > _most, $"handles {_handling} messages at once, and flow control allows {_most}");
        Check(line.Length > 0 && !_running.Add(line), $"handles two messages of the key {line} at once");
        _stage.Ledger.Begin(Subscription, Process.Name, message);
        try
        {
            await WorkAsync(cancellationToken);
        }
        finally
        {
            _handling--;
            _running.Remove(line);
        }

        if (_stage.Draws.Chance(_stage.FailureRate))
        {
            return _stage.Draws.Chance(0.5) ? SubscriberClient.Reply.Nack : throw new InvalidOperationException("The handler fails, as was drawn.");
        }

        _stage.Ledger.ReplyAck(Subscription, message);
        return SubscriberClient.Reply.Ack;
    }

    public override void HandleAckResponses(IReadOnlyList<AckNackResponse> responses)
    {
        foreach (var response in responses.Where(static response => response.Status == AcknowledgementStatus.Success))
        {
            _stage.Ledger.ConfirmAck(Subscription, response.MessageId);
        }
    }

    private async Task WorkAsync(CancellationToken cancellation)
    {
        if (_stage.HandlersAreSlow && _stage.Draws.Chance(0.5))
        {
            var most = _stage.Draws.Chance(0.1) ? TimeSpan.FromSeconds(100) : TimeSpan.FromSeconds(2);
            await Task.Delay(_stage.Draws.Duration(TimeSpan.FromMicroseconds(10), most), Process.Time, _stage.Draws.Chance(0.5) ? cancellation : CancellationToken.None);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await _client.StartAsync(this);
        }
        catch (OperationCanceledException) when (IsStopping)
        {
            // Its time to stop was over.
        }
        catch (Exception e)
        {
            _stage.World.Fail($"{Process.Name} ended with {e.GetType().Name}: {e.Message}", e);
        }

        Check(!IsStopping, "ended, and nobody has stopped it");
        _isStopped = true;
    }

    private void Check(bool isWrong, string what)
    {
        if (isWrong)
        {
            _stage.World.Fail($"{Process.Name} {what}");
        }
    }
}
