using System.Runtime.CompilerServices;
using Google.Api.Gax.Grpc;
using Google.Api.Gax.ResourceNames;
using Google.Cloud.Iam.V1;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Lab;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.PubSub;

/// <summary>
/// Looks at a project without changing it or consuming a message: what is there, what each account may, and what the lab made. The
/// roles of a publisher and a subscriber let them read neither topic nor subscription, so it asks for permissions, which needs none.
/// </summary>
public sealed class PubSubInspection
{
    private const string PublishPermission = "pubsub.topics.publish";
    private const string ConsumePermission = "pubsub.subscriptions.consume";

    private readonly PubSubTransportOptions _options;
    private readonly Connector _connector;
    private readonly Refusals _refusals;
    private readonly Administration _administration;

    /// <summary>An inspection; nothing is connected yet.</summary>
    public PubSubInspection(PubSubTransportOptions options)
    {
        _options = options;
        _connector = new Connector(options);
        _refusals = new Refusals(options);
        _administration = new Administration(options, _connector, _refusals);
    }

    /// <summary>Makes a call as the publisher's account that needs no permission.</summary>
    /// <exception cref="LabException">The service cannot be reached, or does not take the account's credentials.</exception>
    public async Task TryPublisherAsync(string topic, CancellationToken cancellation) => await TryAsync(
        (await _administration.TopicsAsync()).IAMPolicyClient, TopicName.FromProjectTopic(_options.ProjectId, topic).ToString(), PublishPermission,
        Refusals.Deed.Publish, $"topic {topic}", cancellation);

    /// <summary>Makes a call as the subscriber's account that needs no permission.</summary>
    /// <exception cref="LabException">The service cannot be reached, or does not take the account's credentials.</exception>
    public async Task TrySubscriberAsync(string subscription, CancellationToken cancellation) => await TryAsync(
        (await _administration.SubscriptionsAsync()).IAMPolicyClient, SubscriptionName.FromProjectSubscription(_options.ProjectId, subscription).ToString(),
        ConsumePermission, Refusals.Deed.Consume, $"subscription {subscription}", cancellation);

    /// <summary>Whether each account has the right that the other one needs, and not its own.</summary>
    /// <exception cref="LabException">The service cannot be reached, or refuses to tell.</exception>
    public async Task<bool> AreSwappedAsync(string topic, string subscription, CancellationToken cancellation)
    {
        var topicName = TopicName.FromProjectTopic(_options.ProjectId, topic).ToString();
        var subscriptionName = SubscriptionName.FromProjectSubscription(_options.ProjectId, subscription).ToString();
        var publisher = (await _administration.TopicsAsync()).IAMPolicyClient;
        var subscriber = (await _administration.SubscriptionsAsync()).IAMPolicyClient;
        return !await MayAsync(publisher, topicName, PublishPermission)
            && !await MayAsync(subscriber, subscriptionName, ConsumePermission)
            && await MayAsync(publisher, subscriptionName, ConsumePermission)
            && await MayAsync(subscriber, topicName, PublishPermission);

        async Task<bool> MayAsync(IAMPolicyClient iam, string resource, string permission)
        {
            try
            {
                return await PermissionsAsync(iam, resource, permission, cancellation) is { Count: > 0 };
            }
            catch (RpcException e)
            {
                throw _refusals.Explain(e, Refusals.Deed.Consume, $"subscription {subscription}");
            }
        }
    }

    /// <summary>Whether the publisher's account may publish to a topic.</summary>
    /// <exception cref="LabException">The service cannot be reached, or does not take the account.</exception>
    public async Task<Access> TopicAsync(string topic, CancellationToken cancellation)
    {
        var name = TopicName.FromProjectTopic(_options.ProjectId, topic);
        var client = await _administration.TopicsAsync();
        return await AskAsync(
            client.IAMPolicyClient, name.ToString(), PublishPermission, () => client.GetTopicAsync(name, Call(cancellation)), Refusals.Deed.Publish, $"topic {topic}", cancellation);
    }

    /// <summary>Whether the subscriber's account may consume from a subscription.</summary>
    /// <exception cref="LabException">The service cannot be reached, or does not take the account.</exception>
    public async Task<Access> SubscriptionAsync(string subscription, CancellationToken cancellation)
    {
        var name = SubscriptionName.FromProjectSubscription(_options.ProjectId, subscription);
        var client = await _administration.SubscriptionsAsync();
        return await AskAsync(
            client.IAMPolicyClient, name.ToString(), ConsumePermission, () => client.GetSubscriptionAsync(name, Call(cancellation)), Refusals.Deed.Consume,
            $"subscription {subscription}", cancellation);
    }

    /// <summary>Whether the publisher's account may consume too, which it does not need.</summary>
    /// <exception cref="LabException">The service cannot be reached, or does not take the account.</exception>
    public async Task<bool> PublisherMayConsumeAsync(string subscription, CancellationToken cancellation)
    {
        var name = SubscriptionName.FromProjectSubscription(_options.ProjectId, subscription);
        var client = await _administration.TopicsAsync();
        try
        {
            return await PermissionsAsync(client.IAMPolicyClient, name.ToString(), ConsumePermission, cancellation) is { Count: > 0 };
        }
        catch (RpcException e)
        {
            throw _refusals.Explain(e, Refusals.Deed.Ask, $"subscription {subscription}");
        }
    }

    /// <summary>Settings of a subscription; null if the account may not read them.</summary>
    /// <exception cref="LabException">It does not exist, or the service cannot be reached.</exception>
    public Task<SubscriptionFacts?> ReadSubscriptionAsync(string subscription, CancellationToken cancellation) =>
        _administration.ReadSubscriptionAsync(subscription, cancellation);

    /// <summary>Makes a topic, labelled as made by the lab; one that is there is left as it is.</summary>
    public Task CreateTopicAsync(string topic, CancellationToken cancellation) => _administration.EnsureTopicAsync(topic, cancellation);

    /// <summary>Makes a subscription, labelled as made by the lab; one that is there is left as it is.</summary>
    public Task CreateSubscriptionAsync(SubscriptionSpec spec, CancellationToken cancellation) =>
        _administration.EnsureSubscriptionAsync(spec, temporary: false, cancellation);

    /// <summary>The subscriptions, then the topics, that carry the lab's label.</summary>
    /// <exception cref="LabException">An account may not list.</exception>
    public async IAsyncEnumerable<MadeByLab> ListMadeByLabAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var project = ProjectName.FromProject(_options.ProjectId);
        var subscriptions = (await _administration.SubscriptionsAsync()).ListSubscriptionsAsync(project, callSettings: Call(cancellation));
        await foreach (var subscription in ReadAsync(subscriptions, Refusals.Deed.AdministerSubscription, "the project's subscriptions", cancellation))
        {
            if (Administration.IsLabelled(subscription.Labels))
            {
                yield return new MadeByLab(IsTopic: false, ShortOf(subscription.Name));
            }
        }

        var topics = (await _administration.TopicsAsync()).ListTopicsAsync(project, callSettings: Call(cancellation));
        await foreach (var topic in ReadAsync(topics, Refusals.Deed.AdministerTopic, "the project's topics", cancellation))
        {
            if (Administration.IsLabelled(topic.Labels))
            {
                yield return new MadeByLab(IsTopic: true, ShortOf(topic.Name));
            }
        }
    }

    /// <summary>Removes one of them.</summary>
    public Task DeleteAsync(MadeByLab made, CancellationToken cancellation) =>
        made.IsTopic ? _administration.DeleteTopicAsync(made.Name, cancellation) : _administration.DeleteSubscriptionAsync(made.Name, cancellation);

    private static string ShortOf(string name) => name[(name.LastIndexOf('/') + 1)..];

    private CallSettings Call(CancellationToken cancellation) => _administration.Call(cancellation);

    private async Task TryAsync(
        IAMPolicyClient iam, string resource, string permission, Refusals.Deed deed, string words, CancellationToken cancellation)
    {
        try
        {
            await PermissionsAsync(iam, resource, permission, cancellation);
        }
        catch (RpcException e) when (Refusals.KnowsTheAccount(e))
        {
            // It refuses the project or the resource, which is for other steps to say.
        }
        catch (RpcException e)
        {
            throw _refusals.Explain(e, deed, words);
        }
    }

    private async Task<Access> AskAsync(
        IAMPolicyClient iam, string resource, string permission, Func<Task> read, Refusals.Deed deed, string words, CancellationToken cancellation)
    {
        try
        {
            var granted = await PermissionsAsync(iam, resource, permission, cancellation);
            if (granted is null)
            {
                return Access.Missing;
            }

            return granted.Count > 0 ? Access.Granted : await WhyNoneAsync(read);
        }
        catch (RpcException e)
        {
            throw _refusals.Explain(e, deed, words);
        }
    }

    /// <summary>The permissions of those asked for that the account has; null where the service says that there is no such resource.</summary>
    private async Task<IReadOnlyCollection<string>?> PermissionsAsync(IAMPolicyClient iam, string resource, string permission, CancellationToken cancellation)
    {
        try
        {
            return (await _administration.PermissionsAsync(iam, resource, [permission], cancellation)).Permissions;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>No permission is also the answer for a resource that is not there (google.iam.v1.IAMPolicy.TestIamPermissions); reading it may tell.</summary>
    private static async Task<Access> WhyNoneAsync(Func<Task> read)
    {
        try
        {
            await read();
            return Access.Denied;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return Access.Missing;
        }
        catch (RpcException e) when (Refusals.IsMissingRight(e))
        {
            return Access.MissingOrDenied;
        }
    }

    private async IAsyncEnumerable<T> ReadAsync<T>(
        IAsyncEnumerable<T> items, Refusals.Deed deed, string words, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var reader = items.GetAsyncEnumerator(cancellation);
        while (true)
        {
            try
            {
                if (!await reader.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (RpcException e)
            {
                throw _refusals.Explain(e, deed, words);
            }

            yield return reader.Current;
        }
    }
}
