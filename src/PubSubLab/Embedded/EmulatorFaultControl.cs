using Grpc.Core;
using PubSubLab.Emulator;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Embedded;

/// <summary>The embedded emulator's faults for the screen.</summary>
internal sealed class EmulatorFaultControl(PubSubEmulator emulator, string project) : IFaultControl
{
    private readonly EmulatorMessageFaults _messages = EmulatorMessageFaults.Of(emulator);

    /// <inheritdoc/>
    public IReadOnlyList<string> Methods { get; } = ["Publish", "StreamingPull", "Acknowledge", "ModifyAckDeadline"];

    /// <inheritdoc/>
    public FaultState Read() => new(_messages.Delay, _messages.AcksToDrop, _messages.ToDuplicate, emulator.Faults.Pending);

    /// <inheritdoc/>
    public void Delay(TimeSpan time) => _messages.Delay = time;

    /// <inheritdoc/>
    public void DropAcks(int count) => _messages.AcksToDrop = count;

    /// <inheritdoc/>
    public void Duplicate(int count) => _messages.ToDuplicate = count;

    /// <inheritdoc/>
    public void FailCalls(string method, int count) => emulator.Faults.FailNext(method, StatusCode.Unavailable, count);

    /// <inheritdoc/>
    public int BreakStreams(string subscription)
    {
        try
        {
            return emulator.Faults.BreakStreams($"projects/{project}/subscriptions/{subscription}");
        }
        catch (ArgumentException e)
        {
            throw new LabException($"There is no subscription '{subscription}' whose streams could be broken. Choose another, or make it (F3).", e);
        }
    }

    /// <inheritdoc/>
    public void Clear()
    {
        _messages.Clear();
        emulator.Faults.Clear();
    }
}
