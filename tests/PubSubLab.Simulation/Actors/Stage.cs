using Google.Api.Gax.Grpc;
using Google.Cloud.PubSub.V1;
using PubSubLab.Simulation.Checks;
using PubSubLab.Simulation.Network;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Actors;

/// <summary>The world, its network and its ledger, for the actors of a run.</summary>
internal sealed class Stage(World world, SimulatedNetwork network, Ledger ledger)
{
    private int _processes;

    public World World => world;

    public SimulatedNetwork Network => network;

    public Ledger Ledger => ledger;

    public Draws Draws => world.Draws;

    /// <summary>Probability that a handler or an endpoint fails.</summary>
    public double FailureRate { get; set; }

    /// <summary>Whether handlers may take long without failing.</summary>
    public bool HandlersAreSlow { get; set; }

    public SimulatedProcess NewProcess(string kind) => new(world, $"{kind}{++_processes}");

    public PublisherServiceApiClient Publisher(SimulatedProcess process)
    {
        var settings = new PublisherServiceApiSettings { Clock = process, Scheduler = process };
        settings.PublishSettings = Seeded(settings.PublishSettings);
        return new PublisherServiceApiClientBuilder { CallInvoker = new SimulatedChannel(network, process), Settings = settings }.Build();
    }

    public SubscriberServiceApiClient Subscriber(SimulatedProcess process)
    {
        var settings = new SubscriberServiceApiSettings { Clock = process, Scheduler = process };
        settings.AcknowledgeSettings = Seeded(settings.AcknowledgeSettings);
        settings.ModifyAckDeadlineSettings = Seeded(settings.ModifyAckDeadlineSettings);
        return new SubscriberServiceApiClientBuilder { CallInvoker = new SimulatedChannel(network, process), Settings = settings }.Build();
    }

    // The default jitter of retries is drawn from the machine's randomness.
    private CallSettings Seeded(CallSettings settings)
    {
        var retry = settings.Retry;
        return settings.WithRetry(RetrySettings.FromExponentialBackoff(
            retry.MaxAttempts, retry.InitialBackoff, retry.MaxBackoff, retry.BackoffMultiplier, retry.RetryFilter, new Jitter(world.Draws)));
    }

    private sealed class Jitter(Draws draws) : RetrySettings.IJitter
    {
        public TimeSpan GetDelay(TimeSpan maxDelay) => maxDelay * (draws.Below(1000) / 1000.0);
    }
}
