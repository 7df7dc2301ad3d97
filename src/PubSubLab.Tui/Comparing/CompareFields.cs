using PubSubLab.Lab.Comparing;

namespace PubSubLab.Tui.Comparing;

/// <summary>Fields of the compare page: the comparison, then the figures for all of its lanes.</summary>
internal sealed class CompareFields
{
    private readonly IReadOnlyList<IComparison> _catalogue;
    private int _chosen;

    public CompareFields(IReadOnlyList<IComparison> catalogue)
    {
        _catalogue = catalogue;
        Reset();
    }

    public CompareSlider Users { get; } = new("users", [2, 5, 10, 20, 50, 100, 200]);

    public CompareSlider Workers { get; } = new("workers", [1, 2, 3, 5, 10, 15, 20, 30]);

    public CompareSlider Rate { get; } = new("in", [1, 2, 5, 10, 20, 50, 100, 200], "/s");

    public CompareSlider Messages { get; } = new("messages", [50, 100, 200, 500, 1_000, 2_000, 5_000]);

    /// <summary>The figures, in the order in which they are shown, after the comparison.</summary>
    public IReadOnlyList<CompareSlider> Sliders => [Users, Workers, Rate, Messages];

    /// <summary>The chosen comparison.</summary>
    public IComparison Comparison => _catalogue[_chosen];

    /// <summary>Which of how many it is.</summary>
    public string Place => $"{_chosen + 1}/{_catalogue.Count}";

    /// <summary>Number of fields.</summary>
    public int Count => 1 + Sliders.Count;

    /// <summary>Turns a field: 0 to the next comparison with the figures that it starts with, a figure by a step.</summary>
    public void Turn(int field, int by)
    {
        if (field == 0)
        {
            _chosen = (_chosen + by + _catalogue.Count) % _catalogue.Count;
            Reset();
            return;
        }

        var slider = Sliders[field - 1];
        slider.Turn(by);

        // A worker without a user listens for nobody: whichever of the two was turned, the other follows.
        if (slider == Workers)
        {
            Users.KeepFrom(Workers.Value);
        }
        else
        {
            Workers.KeepTo(Users.Value);
        }
    }

    /// <summary>The figures of a run.</summary>
    public ComparisonFigures Read() => new() { Users = Users.Value, Workers = Workers.Value, Rate = Rate.Value, Messages = Messages.Value };

    private void Reset() =>
        (Users.Value, Workers.Value, Rate.Value, Messages.Value) = (Comparison.Start.Users, Comparison.Start.Workers, Comparison.Start.Rate, Comparison.Start.Messages);
}
