using Google.Protobuf.WellKnownTypes;

namespace PubSubLab.Emulator.Resources;

/// <summary>DurationField of resources, checked.</summary>
internal static class DurationField
{
    public static TimeSpan Check(string field, Duration duration, TimeSpan minimum, TimeSpan maximum)
    {
        TimeSpan value;
        try
        {
            value = duration.ToTimeSpan();
        }
        catch (Exception e) when (e is InvalidOperationException or OverflowException)
        {
            throw Fail.Invalid(field, $"{duration.Seconds}s {duration.Nanos}ns", "it is not a duration");
        }

        if (value < minimum || value > maximum)
        {
            throw Fail.Invalid(field, $"{value.TotalSeconds:0.###}s", $"it must be {minimum.TotalSeconds:0}s to {maximum.TotalSeconds:0}s");
        }

        return value;
    }
}
