using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Cloud.Iam.V1;
using Google.Cloud.PubSub.V1;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the clients as singletons. What a builder is not told it takes from the services: logger, adapter, credentials.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Adds a publisher, built as <paramref name="action"/> says; it must set the topic.</summary>
    public static IServiceCollection AddPublisherClient(this IServiceCollection services, Action<PublisherClientBuilder> action) =>
        services.AddBuilt<PublisherClient, PublisherClientBuilder>(Ignoring(GaxPreconditions.CheckNotNull(action, nameof(action))));

    /// <summary>Adds a publisher, built as <paramref name="action"/> says, which may look at the other services; it must set the topic.</summary>
    public static IServiceCollection AddPublisherClient(this IServiceCollection services, Action<IServiceProvider, PublisherClientBuilder> action) =>
        services.AddBuilt<PublisherClient, PublisherClientBuilder>(GaxPreconditions.CheckNotNull(action, nameof(action)));

    /// <summary>Adds a publisher to a topic.</summary>
    public static IServiceCollection AddPublisherClient(this IServiceCollection services, TopicName topicName)
    {
        GaxPreconditions.CheckNotNull(topicName, nameof(topicName));
        return services.AddPublisherClient(builder => builder.TopicName = topicName);
    }

    /// <summary>Adds a subscriber, built as <paramref name="action"/> says; it must set the subscription.</summary>
    public static IServiceCollection AddSubscriberClient(this IServiceCollection services, Action<SubscriberClientBuilder> action) =>
        services.AddBuilt<SubscriberClient, SubscriberClientBuilder>(Ignoring(GaxPreconditions.CheckNotNull(action, nameof(action))));

    /// <summary>Adds a subscriber, built as <paramref name="action"/> says, which may look at the other services; it must set the subscription.</summary>
    public static IServiceCollection AddSubscriberClient(this IServiceCollection services, Action<IServiceProvider, SubscriberClientBuilder> action) =>
        services.AddBuilt<SubscriberClient, SubscriberClientBuilder>(GaxPreconditions.CheckNotNull(action, nameof(action)));

    /// <summary>Adds a subscriber to a subscription.</summary>
    public static IServiceCollection AddSubscriberClient(this IServiceCollection services, SubscriptionName subscriptionName)
    {
        GaxPreconditions.CheckNotNull(subscriptionName, nameof(subscriptionName));
        return services.AddSubscriberClient(builder => builder.SubscriptionName = subscriptionName);
    }

    /// <summary>Adds the client for topics.</summary>
    public static IServiceCollection AddPublisherServiceApiClient(this IServiceCollection services, Action<PublisherServiceApiClientBuilder>? action = null) =>
        services.AddBuilt<PublisherServiceApiClient, PublisherServiceApiClientBuilder>(Ignoring(action));

    /// <summary>Adds the client for topics, built as <paramref name="action"/> says, which may look at the other services.</summary>
    public static IServiceCollection AddPublisherServiceApiClient(this IServiceCollection services, Action<IServiceProvider, PublisherServiceApiClientBuilder>? action) =>
        services.AddBuilt<PublisherServiceApiClient, PublisherServiceApiClientBuilder>(action);

    /// <summary>Adds the client for subscriptions and snapshots.</summary>
    public static IServiceCollection AddSubscriberServiceApiClient(this IServiceCollection services, Action<SubscriberServiceApiClientBuilder>? action = null) =>
        services.AddBuilt<SubscriberServiceApiClient, SubscriberServiceApiClientBuilder>(Ignoring(action));

    /// <summary>Adds the client for subscriptions and snapshots, built as <paramref name="action"/> says, which may look at the other services.</summary>
    public static IServiceCollection AddSubscriberServiceApiClient(this IServiceCollection services, Action<IServiceProvider, SubscriberServiceApiClientBuilder>? action) =>
        services.AddBuilt<SubscriberServiceApiClient, SubscriberServiceApiClientBuilder>(action);

    /// <summary>Adds the client for schemas.</summary>
    public static IServiceCollection AddSchemaServiceClient(this IServiceCollection services, Action<SchemaServiceClientBuilder>? action = null) =>
        services.AddBuilt<SchemaServiceClient, SchemaServiceClientBuilder>(Ignoring(action));

    /// <summary>Adds the client for schemas, built as <paramref name="action"/> says, which may look at the other services.</summary>
    public static IServiceCollection AddSchemaServiceClient(this IServiceCollection services, Action<IServiceProvider, SchemaServiceClientBuilder>? action) =>
        services.AddBuilt<SchemaServiceClient, SchemaServiceClientBuilder>(action);

    /// <summary>Adds the client for who may do what.</summary>
    public static IServiceCollection AddIAMPolicyClient(this IServiceCollection services, Action<IAMPolicyClientBuilder>? action = null) =>
        services.AddBuilt<IAMPolicyClient, IAMPolicyClientBuilder>(Ignoring(action));

    /// <summary>Adds the client for who may do what, built as <paramref name="action"/> says, which may look at the other services.</summary>
    public static IServiceCollection AddIAMPolicyClient(this IServiceCollection services, Action<IServiceProvider, IAMPolicyClientBuilder>? action) =>
        services.AddBuilt<IAMPolicyClient, IAMPolicyClientBuilder>(action);

    private static Action<IServiceProvider, TBuilder> Ignoring<TBuilder>(Action<TBuilder>? action) => (_, builder) => action?.Invoke(builder);

    private static IServiceCollection AddBuilt<TClient, TBuilder>(this IServiceCollection services, Action<IServiceProvider, TBuilder>? action)
        where TClient : class
        where TBuilder : ClientBuilderBase<TClient>, new() =>
        services.AddSingleton(provider =>
        {
            var builder = new TBuilder();
            action?.Invoke(provider, builder);
            return builder.Build(provider);
        });
}
