using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Wire;

namespace PubSubLab.Emulator.Services;

/// <summary>
/// What became of the ack ids of one request. Without exactly-once delivery nobody is told; with it, each id's fate is
/// (Pub/Sub docs, "Exactly-once delivery").
/// </summary>
internal sealed class AckConfirmations(Subscription subscription)
{
    public const string Permanent = "PERMANENT_FAILURE_INVALID_ACK_ID";
    public const string Unordered = "TRANSIENT_FAILURE_UNORDERED_ACK_ID";

    private Dictionary<string, string>? _failures;

    public Google.Cloud.PubSub.V1.StreamingPullResponse? Confirmation { get; private set; }

    /// <summary>Applies the request as the engine's writer.</summary>
    public void Apply(AckRequest request, TopicEngine engine, long now)
    {
        var isTold = subscription.Settings.ExactlyOnce;
        foreach (var id in request.Acknowledge)
        {
            var result = engine.Acknowledge(subscription, id, now);
            if (isTold)
            {
                Tell(result, id);
            }
        }

        for (var i = 0; i < request.Modify.Count; i++)
        {
            var result = engine.ModifyDeadline(subscription, request.Modify[i], request.SecondsFor(i), now);
            if (isTold)
            {
                TellModified(result, request.Modify[i]);
            }
        }

        engine.Settle();
    }

    /// <summary>Tells an exactly-once client that nothing of the request lasts, and that it may try again.</summary>
    public static Google.Cloud.PubSub.V1.StreamingPullResponse Refuse(AckRequest request)
    {
        var refusal = new Google.Cloud.PubSub.V1.StreamingPullResponse();
        if (request.Acknowledge.Count > 0)
        {
            refusal.AcknowledgeConfirmation = new() { TemporaryFailedAckIds = { request.Acknowledge.Select(static id => id.ToString()) } };
        }

        if (request.Modify.Count > 0)
        {
            refusal.ModifyAckDeadlineConfirmation = new() { TemporaryFailedAckIds = { request.Modify.Select(static id => id.ToString()) } };
        }

        return refusal;
    }

    /// <summary>INVALID_ARGUMENT with the failures by ack id in an ErrorInfo, for the unary calls.</summary>
    public void ThrowIfFailed()
    {
        if (_failures is null)
        {
            return;
        }

        var info = new ErrorInfo { Reason = "EXACTLY_ONCE_ACKID_FAILURE", Domain = "pubsub.googleapis.com" };
        info.Metadata.Add(_failures);
        throw new Google.Rpc.Status
        {
            Code = (int)StatusCode.InvalidArgument,
            Message = "Some acknowledgement ids in the request were invalid. This could be because the acknowledgement ids have expired or the acknowledgement ids were malformed.",
            Details = { Any.Pack(info) },
        }.ToRpcException();
    }

    private void Tell(AckResult result, AckId id)
    {
        var confirmation = (Confirmation ??= new()).AcknowledgeConfirmation ??= new();
        var text = id.ToString();
        switch (result)
        {
            case AckResult.Done:
                confirmation.AckIds.Add(text);
                break;
            case AckResult.OutOfOrder:
                confirmation.UnorderedAckIds.Add(text);
                (_failures ??= [])[text] = Unordered;
                break;
            default:
                confirmation.InvalidAckIds.Add(text);
                (_failures ??= [])[text] = Permanent;
                break;
        }
    }

    private void TellModified(AckResult result, AckId id)
    {
        var confirmation = (Confirmation ??= new()).ModifyAckDeadlineConfirmation ??= new();
        var text = id.ToString();
        if (result == AckResult.Done)
        {
            confirmation.AckIds.Add(text);
        }
        else
        {
            confirmation.InvalidAckIds.Add(text);
            (_failures ??= [])[text] = Permanent;
        }
    }
}
