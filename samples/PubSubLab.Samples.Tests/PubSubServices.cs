using Google.Api.Gax;
using Google.Cloud.PubSub.V1;
using Microsoft.Extensions.DependencyInjection;

namespace PubSubLab.Samples;

/// <summary>Registration of an application's clients. Tests and the application call the same method.</summary>
public static class PubSubServices
{
    /// <summary>A publisher and a subscriber, on the emulator where PUBSUB_EMULATOR_HOST is set, otherwise on Google Cloud.</summary>
    public static IServiceCollection AddPubSub(this IServiceCollection services, TopicName topic, SubscriptionName subscription) => services
        .AddPublisherClient(builder =>
        {
            builder.TopicName = topic;
            builder.EmulatorDetection = EmulatorDetection.EmulatorOrProduction;
        })
        .AddSubscriberClient(builder =>
        {
            builder.SubscriptionName = subscription;
            builder.EmulatorDetection = EmulatorDetection.EmulatorOrProduction;
        });
}
