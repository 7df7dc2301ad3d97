using Grpc.Core;
using PubSubLab.Emulator;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Embedded;

/// <summary>The embedded emulator's faults for the screen.</summary>
internal sealed class EmulatorFaultControl : IFaultControl
{
    private readonly EmulatorFaults _faults;
    private readonly string _project;
    private readonly EmulatorMessageFaults _messages;

    /// <summary>The faults of an emulator; the journal is told when one happens.</summary>
    public EmulatorFaultControl(EmulatorFaults faults, EmulatorMessageFaults messages, string project, LabJournal journal)
    {
        (_faults, _project, _messages) = (faults, project, messages);
        _messages.Happened = what => journal.Append(LabEventKind.Note, data: new FaultHit(what));
        faults.Happened = method => journal.Append(LabEventKind.Note, data: new FaultHit($"a call of {method} fails with UNAVAILABLE"));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Methods { get; } = ["Publish", "StreamingPull", "Acknowledge", "ModifyAckDeadline"];

    /// <inheritdoc/>
    public FaultState Read() => new(_messages.Delay, _messages.AcksToDrop, _messages.ToDuplicate, _faults.Describe());

    /// <inheritdoc/>
    public void Delay(TimeSpan time) => _messages.Delay = time;

    /// <inheritdoc/>
    public void DropAcks(int count) => _messages.AcksToDrop = count;

    /// <inheritdoc/>
    public void Duplicate(int count) => _messages.ToDuplicate = count;

    /// <inheritdoc/>
    public void FailCalls(string method, int count) => _faults.FailNext(method, StatusCode.Unavailable, count);

    /// <inheritdoc/>
    public int BreakStreams(string subscription)
    {
        try
        {
            return _faults.BreakStreams($"projects/{_project}/subscriptions/{subscription}");
        }
        catch (ArgumentException e)
        {
            throw new LabException($"There is no subscription '{subscription}' whose streams could be broken. Choose another, or make it (F3).", e);
        }
    }

    /// <inheritdoc/>
    public void SetDown(bool down) => _faults.IsDown = down;

    /// <inheritdoc/>
    public void Clear()
    {
        _messages.Clear();
        _faults.Clear();
    }
}
