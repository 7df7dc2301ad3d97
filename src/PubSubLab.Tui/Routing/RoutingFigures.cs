using PubSubLab.Lab;
using PubSubLab.Lab.Routing;

namespace PubSubLab.Tui.Routing;

/// <summary>Fields of the side-by-side page: three strategies, then figures for all of them.</summary>
internal sealed class RoutingFigures(IReadOnlyList<IRoutingStrategy> catalogue)
{
    private readonly string?[] _strategies = ["nack", "filter-user", "presence"];

    public RoutingSlider Users { get; } = new("users", [2, 5, 10, 20, 50, 100, 200, 500], 20, Plain);

    public RoutingSlider Workers { get; } = new("workers", [1, 2, 3, 5, 10, 15, 20, 30, 50], 10, Plain);

    public RoutingSlider Rate { get; } = new("rate", [5, 10, 20, 50, 100, 200, 500], 50, v => $"{v:0}/s");

    public RoutingSlider Backoff { get; } = new("backoff", [null, 0.1, 0.5, 1, 2, 5, 10], null, v => Durations.Format(TimeSpan.FromSeconds(v)));

    public RoutingSlider Attempts { get; } = new("attempts", [null, 5, 10, 20, 50, 100], null, Plain);

    public RoutingSlider Messages { get; } = new("messages", [100, 200, 500, 1_000, 2_000, 5_000], 1_000, Plain);

    /// <summary>The figures, in the order in which they are shown, after the strategies.</summary>
    public IReadOnlyList<RoutingSlider> Sliders => [Users, Workers, Rate, Backoff, Attempts, Messages];

    /// <summary>The strategies by lane; the third can be null, and then there are two.</summary>
    public IReadOnlyList<string?> Strategies => _strategies;

    /// <summary>Number of fields.</summary>
    public int Count => _strategies.Length + Sliders.Count;

    /// <summary>Turns a field: a strategy to the next one that no other lane has, a figure by a step.</summary>
    public void Turn(int field, int by)
    {
        if (field < _strategies.Length)
        {
            TurnStrategy(field, by);
            return;
        }

        var slider = Sliders[field - _strategies.Length];
        slider.Turn(by);

        // A worker without a user listens for nobody: whichever of the two was turned, the other follows.
        if (slider == Workers)
        {
            Users.KeepFrom(Workers.Value!.Value);
        }
        else
        {
            Workers.KeepTo(Users.Value!.Value);
        }
    }

    /// <summary>A run's options.</summary>
    public RoutingOptions ToOptions() => new()
    {
        Strategies = [.. _strategies.OfType<string>()],
        Scale = new RoutingScale { Users = (int)Users.Value!, Workers = (int)Workers.Value! },
        Rate = (int)Rate.Value!,
        RetryMin = Backoff.Value is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        MaxAttempts = (int?)Attempts.Value,
        Messages = (int)Messages.Value!,
        Limit = TimeSpan.FromHours(1),
    };

    private static string Plain(double value) => $"{value:#,0}";

    private void TurnStrategy(int lane, int by)
    {
        List<string?> choices = [.. catalogue.Select(s => s.Name)];
        if (lane == _strategies.Length - 1)
        {
            choices.Add(null);
        }

        var at = choices.IndexOf(_strategies[lane]);
        do
        {
            at = (at + by + choices.Count) % choices.Count;
        }
        while (_strategies.Where((s, l) => l != lane && s is not null).Contains(choices[at]));

        _strategies[lane] = choices[at];
    }
}
