using System.Diagnostics;
using System.Globalization;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;

namespace PubSubLab.Emulator;

/// <summary>
/// What can happen to messages and acknowledgements on their way, switched on while an emulator runs: they wait, are lost, or arrive
/// twice. All of it is what at-least-once delivery allows. Safe to use from any thread.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class EmulatorMessageFaults
{
    private readonly Lock _gate = new();
    private long _delay;
    private int _drop;
    private int _duplicate;

    internal EmulatorMessageFaults()
    {
    }

    /// <summary>Delay before each response of a StreamingPull stream, by the emulator's clock. It does not reach Pull and REST. Default: zero.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _delay));
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            Volatile.Write(ref _delay, value.Ticks);
        }
    }

    /// <summary>Number of acknowledgements still to drop, over gRPC and REST. Default: 0.</summary>
    public int AcksToDrop
    {
        get => Volatile.Read(ref _drop);
        set => Set(ref _drop, value);
    }

    /// <summary>
    /// Number of deliveries of StreamingPull streams still to duplicate, except on exactly-once subscriptions. It does not reach Pull and
    /// REST. Default: 0.
    /// </summary>
    public int ToDuplicate
    {
        get => Volatile.Read(ref _duplicate);
        set => Set(ref _duplicate, value);
    }

    /// <summary>
    /// Called when one of them has happened, with what it was, in words. It may hold up what happens, and must return quickly. Default: nobody.
    /// </summary>
    public Action<string>? Happened { get; set; }

    /// <summary>Nothing is delayed, lost or doubled any more.</summary>
    public void Clear()
    {
        Delay = TimeSpan.Zero;
        AcksToDrop = ToDuplicate = 0;
    }

    /// <summary>The faults that are switched on.</summary>
    public override string ToString()
    {
        string[] faults =
        [
            .. Delay > TimeSpan.Zero ? [string.Create(CultureInfo.InvariantCulture, $"responses of streams wait {Delay.TotalSeconds:0.###} s")] : Array.Empty<string>(),
            .. AcksToDrop > 0 ? [AcksToDrop == 1 ? "1 acknowledgement is to be lost" : $"{AcksToDrop} acknowledgements are to be lost"] : Array.Empty<string>(),
            .. ToDuplicate > 0 ? [ToDuplicate == 1 ? "1 delivery of a stream is to arrive twice" : $"{ToDuplicate} deliveries of streams are to arrive twice"] : Array.Empty<string>(),
        ];
        return faults.Length == 0 ? "messages have no faults" : string.Join(", ", faults);
    }

    internal bool TakesAck() => Take(ref _drop, "an acknowledgement is lost on its way");

    /// <summary>Takes the acknowledgements that are to be lost out of a list, under the lock of the subscription's topic.</summary>
    internal void LoseAcks(List<AckId> acks, Subscription subscription, long now)
    {
        // Every request comes by here: without faults it costs no closure.
        if (AcksToDrop > 0)
        {
            LoseSome(acks, subscription, now);
        }
    }

    internal bool TakesDuplicate() => Take(ref _duplicate, "a delivery arrives twice");

    private void LoseSome(List<AckId> acks, Subscription subscription, long now) => acks.RemoveAll(id =>
    {
        var isLost = TakesAck();
        if (isLost)
        {
            subscription.LoseAck(id, now);
        }

        return isLost;
    });

    private void Set(ref int place, int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        lock (_gate)
        {
            place = value;
        }
    }

    private bool Take(ref int place, string what)
    {
        if (Volatile.Read(ref place) == 0)
        {
            return false;
        }

        lock (_gate)
        {
            if (place == 0)
            {
                return false;
            }

            place--;
        }

        Happened?.Invoke(what);
        return true;
    }
}
