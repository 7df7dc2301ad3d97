using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Control;

/// <summary><c>/emulator/v1/faults</c>: what goes wrong on purpose.</summary>
internal sealed class FaultControl(Broker broker, EmulatorFaults faults)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    public Faults Read() => new()
    {
        Down = faults.IsDown,
        Failures = { faults.Planned.Select(static f => new Failure { Method = f.Method, Code = (Code)(int)f.Status.StatusCode, Times = f.Times, Message = f.Status.Detail }) },
        AcksToDrop = broker.MessageFaults.AcksToDrop,
        DeliveriesToDuplicate = broker.MessageFaults.ToDuplicate,
        Delay = Duration.FromTimeSpan(broker.MessageFaults.Delay),
    };

    /// <summary>Replaces all faults: what the request does not have is off.</summary>
    public Faults Set(Faults request)
    {
        var planned = request.Failures.Select(static (failure, i) => Plan(failure, $"failures[{i}]")).ToArray();
        CheckCount("acks_to_drop", request.AcksToDrop);
        CheckCount("deliveries_to_duplicate", request.DeliveriesToDuplicate);
        var delay = request.Delay is { } asked ? DurationField.Check("delay", asked, TimeSpan.Zero, s_longest) : TimeSpan.Zero;
        faults.Replace(planned);
        if (faults.IsDown != request.Down)
        {
            faults.IsDown = request.Down;
        }

        var messages = broker.MessageFaults;
        (messages.AcksToDrop, messages.ToDuplicate, messages.Delay) = (request.AcksToDrop, request.DeliveriesToDuplicate, delay);
        return Read();
    }

    public Faults Clear() => Set(new Faults());

    public BrokenStreams BreakStreams(BreakStreamsRequest request) => new()
    {
        Streams = Broker.BreakStreams(broker.Subscription(ControlApi.Checked("subscription", () => broker.Scope.Subscription(request.Subscription)))),
    };

    private static (string Method, Grpc.Core.Status Status, int Times) Plan(Failure failure, string path)
    {
        if (!EmulatorFaults.Methods.Contains(failure.Method))
        {
            throw Fail.Invalid($"{path}.method", failure.Method, $"it must be a method of Pub/Sub: {string.Join(", ", EmulatorFaults.Methods)}");
        }

        if (failure.Code == Code.Ok || !System.Enum.IsDefined(failure.Code))
        {
            throw Fail.Invalid($"{path}.code", failure.Code.ToString().ToUpperInvariant(), "it must be an error, such as UNAVAILABLE");
        }

        var times = failure.HasTimes ? failure.Times : 1;
        if (times <= 0)
        {
            throw Fail.Invalid($"{path}.times", $"{times}", "it must be 1 or more");
        }

        return (failure.Method, new Grpc.Core.Status((StatusCode)(int)failure.Code, failure.HasMessage ? Fail.Shorten(failure.Message) : EmulatorFaults.DefaultDetail), times);
    }

    private static void CheckCount(string field, int count)
    {
        if (count < 0)
        {
            throw Fail.Invalid(field, $"{count}", "it must be 0 or more");
        }
    }
}
