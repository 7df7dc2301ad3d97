using Google.Api.Gax;
using Google.Cloud.PubSub.V1;
using PubSubLab.Emulator;
using PubSubLab.Samples;

[assembly: AssemblyFixture(typeof(EmulatorFixture))]

namespace PubSubLab.Samples;

/// <summary>One emulator for all tests of the assembly. Each test takes a project of its own, so that tests run side by side.</summary>
public sealed class EmulatorFixture : IAsyncLifetime
{
    private int _projects;

    /// <summary>The emulator.</summary>
    public PubSubEmulator Emulator { get; private set; } = null!;

    /// <summary>Starts the emulator, and points the variable at it for clients with <see cref="EmulatorDetection.EmulatorOnly"/>.</summary>
    public async ValueTask InitializeAsync()
    {
        Emulator = await PubSubEmulator.StartAsync(new PubSubEmulatorOptions { KeepHistory = true });
        Environment.SetEnvironmentVariable("PUBSUB_EMULATOR_HOST", Emulator.Endpoint);
    }

    /// <summary>Creates a topic with a subscription in a new project.</summary>
    public async Task<(TopicName Topic, SubscriptionName Subscription)> CreateAsync(string topic, string subscription)
    {
        var project = $"test-{Interlocked.Increment(ref _projects)}";
        var names = (Topic: new TopicName(project, topic), Subscription: new SubscriptionName(project, subscription));
        var topics = await new PublisherServiceApiClientBuilder { EmulatorDetection = EmulatorDetection.EmulatorOnly }.BuildAsync();
        var subscriptions = await new SubscriberServiceApiClientBuilder { EmulatorDetection = EmulatorDetection.EmulatorOnly }.BuildAsync();
        await topics.CreateTopicAsync(names.Topic);
        await subscriptions.CreateSubscriptionAsync(names.Subscription, names.Topic, pushConfig: null, ackDeadlineSeconds: 10);
        return names;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Emulator.DisposeAsync();
}
