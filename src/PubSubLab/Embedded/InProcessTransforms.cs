using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Emulator.InProcess;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Topics;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Embedded;

/// <summary>Message transforms of the engine without sockets.</summary>
internal sealed class InProcessTransforms(InProcessEmulator emulator, string project) : ITransformAdministration
{
    /// <summary>The transforms of a topic or subscription in their order.</summary>
    public IReadOnlyList<TransformSpec> Of(string name, bool isTopic) => TransformMapping.Of(
        isTopic ? emulator.Broker.Topic(TopicOf(name)).Resource.MessageTransforms : emulator.Broker.Subscription(SubscriptionOf(name)).Settings.Transforms?.Resource ?? []);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TransformSpec>> ReadAsync(string name, bool isTopic, CancellationToken cancellation) => ExplainAsync(() => Task.FromResult(Of(name, isTopic)));

    /// <inheritdoc/>
    public Task WriteAsync(string name, bool isTopic, IReadOnlyList<TransformSpec> transforms, CancellationToken cancellation) => ExplainAsync(async () =>
    {
        var broker = emulator.Broker;
        MessageTransform[] wanted = [.. transforms.Select(TransformMapping.Of)];
        var chain = TransformResource.Of(wanted);
        await TransformResource.CheckAsync(broker.Transforms, chain, cancellation);
        if (isTopic)
        {
            broker.UpdateTopic(TopicOf(name), current =>
            {
                var changed = current.Clone();
                changed.MessageTransforms.Clear();
                changed.MessageTransforms.Add(wanted);
                return changed;
            });
        }
        else
        {
            var subscription = broker.Subscription(SubscriptionOf(name));
            broker.UpdateSubscription(subscription, () => subscription.Settings with { Transforms = chain });
        }

        return true;
    });

    private string TopicOf(string name) => TopicName.FromProjectTopic(project, name).ToString();

    private string SubscriptionOf(string name) => SubscriptionName.FromProjectSubscription(project, name).ToString();

    private static async Task<T> ExplainAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException e)
        {
            throw new LabException(e.Status.Detail, e);
        }
    }
}
