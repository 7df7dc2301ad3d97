using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Transforms;
using PubSubLab.Emulator.Transforms.Contract;
using PubSubLab.Transforms;

namespace PubSubLab.Emulator.Services;

/// <summary>projects.validateMessageTransform and projects.testMessageTransforms (REST reference).</summary>
internal sealed class MessageTransformEndpoint(Broker broker) : MessageTransformService.MessageTransformServiceBase
{
    public override async Task<ValidateMessageTransformResponse> ValidateMessageTransform(ValidateMessageTransformRequest request, ServerCallContext context)
    {
        ResourceName.CheckProject("project", request.Project);
        if (request.MessageTransform is null)
        {
            throw Fail.Invalid("message_transform is required.");
        }

        await TransformResource.CheckAsync(broker.Transforms, TransformResource.Of([request.MessageTransform], "message_transform"), context.CancellationToken, "message_transform");
        return new ValidateMessageTransformResponse();
    }

    public override async Task<TestMessageTransformsResponse> TestMessageTransforms(TestMessageTransformsRequest request, ServerCallContext context)
    {
        ResourceName.CheckProject("project", request.Project);
        if (request.Message is not { } message)
        {
            throw Fail.Invalid("message is required.");
        }

        var response = new TestMessageTransformsResponse();
        if (await ChainAsync(request, context.CancellationToken) is { IsActive: true } chain)
        {
            var outcomes = await TransformResource.RunAsync(broker.Transforms, chain, [TransformedBody.Of(message)], context.CancellationToken, steps: true);
            response.TransformedMessages.Add(Steps(chain, outcomes[0], message));
        }

        return response;
    }

    private async Task<TransformChain?> ChainAsync(TestMessageTransformsRequest request, CancellationToken cancellation)
    {
        switch (request.TransformsCase)
        {
            case TestMessageTransformsRequest.TransformsOneofCase.Topic:
                ResourceName.Check("topic", request.Topic, "topics");
                return broker.Topic(request.Topic).Transforms;
            case TestMessageTransformsRequest.TransformsOneofCase.Subscription:
                ResourceName.Check("subscription", request.Subscription, "subscriptions");
                return broker.Subscription(request.Subscription).Settings.Transforms;
            case TestMessageTransformsRequest.TransformsOneofCase.MessageTransforms:
                var chain = TransformResource.Of(request.MessageTransforms.MessageTransforms_);
                await TransformResource.CheckAsync(broker.Transforms, chain, cancellation);
                return chain;
            default:
                throw Fail.Invalid("No transforms are named: set message_transforms, topic or subscription.");
        }
    }

    private static IEnumerable<TransformedMessage> Steps(TransformChain chain, TransformOutcome outcome, PubsubMessage original)
    {
        foreach (var step in outcome.Messages)
        {
            var message = TransformedBody.ToMessage(step);
            message.MessageId = original.MessageId;
            message.PublishTime = original.PublishTime;
            yield return new TransformedMessage { TransformedMessage_ = message };
        }

        if (outcome.Kind == TransformKind.Filtered)
        {
            yield return new TransformedMessage { FilteredMessage = new FilteredMessage() };
        }
        else if (outcome.Kind == TransformKind.Failed)
        {
            var status = new Google.Rpc.Status { Code = (int)StatusCode.InvalidArgument, Message = TransformedBody.Reason(chain, outcome) };
            yield return new TransformedMessage { FailedMessage = new FailedMessage { Error = status } };
        }
    }
}
