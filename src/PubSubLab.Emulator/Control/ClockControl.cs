using Google.Protobuf.WellKnownTypes;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Control;

/// <summary><c>/emulator/v1/clock</c>: the time of the emulator, which can stand still and be moved forward.</summary>
internal sealed class ClockControl(Broker broker)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(366);

    /// <summary>Times of protobuf end with the year 9999.</summary>
    private static readonly DateTime s_end = new(9000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public Clock Read() => new()
    {
        Time = Timestamp.FromDateTime(new DateTime(broker.Clock.Now, DateTimeKind.Utc)),
        Running = broker.Options.Clock?.IsRunning ?? true,
        Movable = broker.Options.Clock is not null,
    };

    /// <summary>Stops or runs the clock, then moves it. What is due by then has happened when this returns.</summary>
    public Clock Update(UpdateClockRequest request)
    {
        var clock = broker.Options.Clock
            ?? throw Fail.Precondition("The clock of this emulator cannot be moved. Start it with the emulator verb, or set PubSubEmulatorOptions.Clock.");
        var advance = request.Advance is { } by ? DurationField.Check("advance", by, TimeSpan.Zero, s_longest) : TimeSpan.Zero;
        if (broker.Clock.Now + advance.Ticks > s_end.Ticks)
        {
            throw Fail.Invalid("advance", request.Advance?.ToString(), "time stays before the year 9000");
        }

        if (request is { HasRunning: true, Running: true })
        {
            clock.Run();
        }
        else if (request.HasRunning)
        {
            clock.Stop();
        }

        if (advance > TimeSpan.Zero)
        {
            clock.Advance(advance);
            broker.CatchUp();
        }

        return Read();
    }
}
