namespace PubSubLab.Tui.Routing;

/// <summary>A figure that is turned up and down through a few steps.</summary>
/// <param name="name">Its name.</param>
/// <param name="steps">Its values from low to high; null for none.</param>
/// <param name="start">Its initial value, one of the steps.</param>
/// <param name="show">Formats a step.</param>
internal sealed class RoutingSlider(string name, double?[] steps, double? start, Func<double, string> show)
{
    private int _at = Array.IndexOf(steps, start);

    public string Name => name;

    public double? Value => steps[_at];

    public string Shown => Value is { } value ? show(value) : "none";

    /// <summary>A step up or down, as far as there is one.</summary>
    public void Turn(int by) => _at = Math.Clamp(_at + by, 0, steps.Length - 1);

    /// <summary>Goes down to a value or the step below it.</summary>
    public void KeepTo(double most)
    {
        while (_at > 0 && Value > most)
        {
            _at--;
        }
    }

    /// <summary>Goes up to a value or the step above it.</summary>
    public void KeepFrom(double least)
    {
        while (_at < steps.Length - 1 && Value < least)
        {
            _at++;
        }
    }
}
