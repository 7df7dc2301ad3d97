namespace PubSubLab.Tui.Comparing;

/// <summary>A figure that is turned up and down through a few steps.</summary>
/// <param name="name">Its name.</param>
/// <param name="steps">Its values from low to high.</param>
/// <param name="unit">The text after a value.</param>
internal sealed class CompareSlider(string name, int[] steps, string unit = "")
{
    private int _at;

    public string Name => name;

    public int Value
    {
        get => steps[_at];
        set => _at = Math.Max(0, Array.FindLastIndex(steps, s => s <= value));
    }

    public string Shown => $"{Value:#,0}{unit}";

    /// <summary>A step up or down, as far as there is one.</summary>
    public void Turn(int by) => _at = Math.Clamp(_at + by, 0, steps.Length - 1);

    /// <summary>Goes down to a value or the step below it.</summary>
    public void KeepTo(int most) => Value = Math.Min(Value, most);

    /// <summary>Goes up to a value or the step above it.</summary>
    public void KeepFrom(int least)
    {
        while (_at < steps.Length - 1 && Value < least)
        {
            _at++;
        }
    }
}
