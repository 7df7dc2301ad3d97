using PubSubLab.Lab;
using PubSubLab.Lab.Publishing;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Time;

namespace PubSubLab.Tui.Commands;

/// <summary>Changes how fast is published, or how fast a recording plays.</summary>
internal sealed class PaceCommands(LabSession session, Playback playback, ExperimentRunner experiments, ScreenKeys keys, Notices notices) : ICommandGroup
{
    public static int Order => 110;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.Slower, KeyScope.Anywhere, "Slower", "Halves the rate of the stream or the experiment's traffic, or a recording's speed.", "("),
        new(CommandIds.Faster, KeyScope.Anywhere, "Faster", "Doubles the rate of the stream or the experiment's traffic, or a recording's speed.", ")"),
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.Slower, () => Change(0.5), () => WhyNot(1 / Pace.MostFactor));
        commands.Add(CommandIds.Faster, () => Change(2), () => WhyNot(Pace.MostFactor));
    }

    /// <summary>Null where something is published at a rate that can go further towards the limit.</summary>
    private string? WhyNot(double limit)
    {
        if (playback.IsRecording)
        {
            return playback.Speed == (limit > 1 ? Playback.FastestSpeed : 1 / Playback.FastestSpeed) ? $"{playback.Speed:0.###} times the speed is the limit." : null;
        }

        var steering = experiments.Steering;
        var pace = steering is null ? session.Publisher.Pace : steering.Pace;
        return (steering, pace?.Every) switch
        {
            (null, null) => $"nothing is being published at a rate; {keys.KeyOf(CommandIds.ToggleStream)} streams what the form says.",
            (not null, null) => $"'{experiments.Running}' publishes nothing at a rate at this moment: what it has it sends at once, or has sent.",
            _ when pace!.Factor == limit => $"{pace.Factor:0.###} times the rate is the limit.",
            _ => null,
        };
    }

    private void Change(double by)
    {
        if (playback.IsRecording)
        {
            playback.ChangeSpeed(by);
            notices.Say($"The recording plays {(playback.Speed is 1 ? "as fast as it happened" : $"{playback.Speed:0.###} times as fast as it happened")}{(playback.IsPlaying ? "" : $"; {keys.KeyOf(CommandIds.Pause)} plays it")}.");
            return;
        }

        if (experiments.Steering is { Pace: { } traffic } steering)
        {
            steering.ChangePace(traffic.Factor * by);
            return;
        }

        var pace = session.Publisher.Pace;
        pace.Change(pace.Factor * by);
        notices.Say($"{pace.Factor:0.###} times the form's rate: {(pace.Every is { } every ? $"one task every {Durations.Format(every)}" : "for the next stream")}.");
    }
}
