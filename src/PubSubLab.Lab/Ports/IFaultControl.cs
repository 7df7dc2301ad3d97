namespace PubSubLab.Lab.Ports;

/// <summary>Things that go wrong on purpose in the broker, so that one can see what programs do then. Safe to use from any thread.</summary>
public interface IFaultControl
{
    /// <summary>The methods whose calls can be made to fail, by the contract's names.</summary>
    IReadOnlyList<string> Methods { get; }

    /// <summary>The active faults.</summary>
    FaultState Read();

    /// <summary>Every response waits so long before it leaves; zero for not at all.</summary>
    void Delay(TimeSpan time);

    /// <summary>The next acknowledgements are lost on their way: their leases run out, and the messages come again.</summary>
    void DropAcks(int count);

    /// <summary>The next deliveries arrive twice.</summary>
    void Duplicate(int count);

    /// <summary>The next calls of a method fail with UNAVAILABLE.</summary>
    void FailCalls(string method, int count);

    /// <summary>Breaks every open stream of a subscription off, as the service does now and then.</summary>
    /// <returns>Their number.</returns>
    int BreakStreams(string subscription);

    /// <summary>Takes the broker down, or brings it back with the messages that it had. While it is down, streams are broken and calls fail, and push goes on.</summary>
    void SetDown(bool down);

    /// <summary>Everything works again.</summary>
    void Clear();
}

/// <summary>The faults that are switched on.</summary>
/// <param name="Delay">Delay of responses.</param>
/// <param name="AcksToDrop">Number of acknowledgements still to drop.</param>
/// <param name="ToDuplicate">Number of deliveries still to duplicate.</param>
/// <param name="CallsToFail">Calls still to fail by method, <c>2 Publish</c>; empty for none.</param>
public sealed record FaultState(TimeSpan Delay, int AcksToDrop, int ToDuplicate, string CallsToFail)
{
    /// <summary>Nothing.</summary>
    public static FaultState None { get; } = new(TimeSpan.Zero, 0, 0, "");

    /// <summary>The faults in a few words, <c>delay 500 ms, 2 acks lost</c>; empty where nothing is on.</summary>
    public string Label => string.Join(", ", Words());

    private IEnumerable<string> Words()
    {
        if (Delay > TimeSpan.Zero)
        {
            yield return $"delay {Durations.Format(Delay)}";
        }

        if (AcksToDrop > 0)
        {
            yield return $"lose {AcksToDrop} {(AcksToDrop == 1 ? "ack" : "acks")}";
        }

        if (ToDuplicate > 0)
        {
            yield return $"duplicate {ToDuplicate}";
        }

        if (CallsToFail.Length > 0)
        {
            yield return $"fail {CallsToFail}";
        }
    }
}
