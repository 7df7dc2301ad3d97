using System.Text;

namespace PubSubLab.Emulator.Rest;

/// <summary>Where a reader of JSON stands, as errors name it: <c>messages[2].data</c>.</summary>
internal sealed class JsonPath(string root)
{
    private readonly List<(string Name, int? Index)> _steps = [];

    public void Enter(string name) => _steps.Add((name, null));

    public void Index(int index) => _steps[^1] = (_steps[^1].Name, index);

    public void Leave() => _steps.RemoveAt(_steps.Count - 1);

    public override string ToString()
    {
        var text = new StringBuilder(root);
        foreach (var (name, index) in _steps)
        {
            text.Append(text.Length > 0 ? "." : "").Append(name);
            if (index is { } number)
            {
                text.Append('[').Append(number).Append(']');
            }
        }

        return text.ToString();
    }
}
