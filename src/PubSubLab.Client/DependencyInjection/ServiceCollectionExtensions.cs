using Google.Api.Gax;
using Google.Cloud.PubSub.V1;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the clients as singletons. What a builder is not told it takes from the services: logger, adapter, credentials.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Adds a publisher, built as <paramref name="action"/> says; it must set the topic.</summary>
    public static IServiceCollection AddPublisherClient(this IServiceCollection services, Action<PublisherClientBuilder> action)
    {
        GaxPreconditions.CheckNotNull(action, nameof(action));
        return services.AddSingleton(provider =>
        {
            var builder = new PublisherClientBuilder();
            action(builder);
            return builder.Build(provider);
        });
    }

    /// <summary>Adds a publisher to a topic.</summary>
    public static IServiceCollection AddPublisherClient(this IServiceCollection services, TopicName topicName)
    {
        GaxPreconditions.CheckNotNull(topicName, nameof(topicName));
        return services.AddPublisherClient(builder => builder.TopicName = topicName);
    }

    /// <summary>Adds a subscriber, built as <paramref name="action"/> says; it must set the subscription.</summary>
    public static IServiceCollection AddSubscriberClient(this IServiceCollection services, Action<SubscriberClientBuilder> action)
    {
        GaxPreconditions.CheckNotNull(action, nameof(action));
        return services.AddSingleton(provider =>
        {
            var builder = new SubscriberClientBuilder();
            action(builder);
            return builder.Build(provider);
        });
    }

    /// <summary>Adds a subscriber to a subscription.</summary>
    public static IServiceCollection AddSubscriberClient(this IServiceCollection services, SubscriptionName subscriptionName)
    {
        GaxPreconditions.CheckNotNull(subscriptionName, nameof(subscriptionName));
        return services.AddSubscriberClient(builder => builder.SubscriptionName = subscriptionName);
    }

    /// <summary>Adds the client for topics.</summary>
    public static IServiceCollection AddPublisherServiceApiClient(this IServiceCollection services, Action<PublisherServiceApiClientBuilder>? action = null) =>
        services.AddSingleton(provider =>
        {
            var builder = new PublisherServiceApiClientBuilder();
            action?.Invoke(builder);
            return builder.Build(provider);
        });

    /// <summary>Adds the client for subscriptions and snapshots.</summary>
    public static IServiceCollection AddSubscriberServiceApiClient(
        this IServiceCollection services, Action<SubscriberServiceApiClientBuilder>? action = null) =>
        services.AddSingleton(provider =>
        {
            var builder = new SubscriberServiceApiClientBuilder();
            action?.Invoke(builder);
            return builder.Build(provider);
        });

    /// <summary>Adds the client for schemas.</summary>
    public static IServiceCollection AddSchemaServiceClient(this IServiceCollection services, Action<SchemaServiceClientBuilder>? action = null) =>
        services.AddSingleton(provider =>
        {
            var builder = new SchemaServiceClientBuilder();
            action?.Invoke(builder);
            return builder.Build(provider);
        });
}
