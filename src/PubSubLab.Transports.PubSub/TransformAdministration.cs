using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.PubSub;

/// <summary>Reads and changes message transforms through the official API.</summary>
public sealed class TransformAdministration : ITransformAdministration
{
    private const string Field = "message_transforms";
    private readonly PubSubTransportOptions _options;
    private readonly Administration _administration;
    private readonly Refusals _refusals;

    /// <summary>Administers what these options name; nothing is connected yet.</summary>
    public TransformAdministration(PubSubTransportOptions options)
    {
        _options = options;
        _refusals = new Refusals(options);
        _administration = new Administration(options, new Connector(options), _refusals);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TransformSpec>> ReadAsync(string name, bool isTopic, CancellationToken cancellation) => ExplainAsync(name, isTopic, async () =>
    {
        var call = _administration.Call(cancellation);
        IEnumerable<MessageTransform> transforms = isTopic
            ? (await (await _administration.TopicsAsync()).GetTopicAsync(TopicOf(name), call)).MessageTransforms
            : (await (await _administration.SubscriptionsAsync()).GetSubscriptionAsync(SubscriptionOf(name), call)).MessageTransforms;
        return TransformMapping.Of(transforms);
    });

    /// <inheritdoc/>
    public Task WriteAsync(string name, bool isTopic, IReadOnlyList<TransformSpec> transforms, CancellationToken cancellation) => ExplainAsync(name, isTopic, async () =>
    {
        var call = _administration.Call(cancellation);
        var mask = new FieldMask { Paths = { Field } };
        var wanted = transforms.Select(TransformMapping.Of);
        if (isTopic)
        {
            await (await _administration.TopicsAsync()).UpdateTopicAsync(new Topic { TopicName = TopicOf(name), MessageTransforms = { wanted } }, mask, call);
        }
        else
        {
            await (await _administration.SubscriptionsAsync()).UpdateSubscriptionAsync(new Subscription { SubscriptionName = SubscriptionOf(name), MessageTransforms = { wanted } }, mask, call);
        }

        return true;
    });

    private TopicName TopicOf(string name) => TopicName.FromProjectTopic(_options.ProjectId, name);

    private SubscriptionName SubscriptionOf(string name) => SubscriptionName.FromProjectSubscription(_options.ProjectId, name);

    private async Task<T> ExplainAsync<T>(string name, bool isTopic, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Grpc.Core.RpcException e)
        {
            var (deed, kind) = isTopic ? (Refusals.Deed.AdministerTopic, "topic") : (Refusals.Deed.AdministerSubscription, "subscription");
            throw _refusals.Explain(e, deed, $"{kind} {name}");
        }
    }
}
