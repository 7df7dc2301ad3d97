using System.Text;

namespace PubSubLab.Simulation.Worlds;

/// <summary>Everything that happens in a run, as lines. Two runs of a seed have the same lines.</summary>
/// <param name="whole">Whether all lines are kept. Default: their hash, and the last of them.</param>
internal sealed class Trace(bool whole)
{
    private const int KeptLines = 300;
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    private readonly StringBuilder? _all = whole ? new StringBuilder() : null;
    private readonly Queue<string> _last = new();

    /// <summary>FNV-1a of all characters.</summary>
    public ulong Hash { get; private set; } = Offset;

    /// <summary>The newest lines.</summary>
    public IReadOnlyCollection<string> Last => _last;

    /// <summary>All lines, where they are kept.</summary>
    public string All => _all?.ToString() ?? "";

    public void Add(string line)
    {
        var hash = Hash;
        foreach (var c in line)
        {
            hash = (hash ^ c) * Prime;
        }

        Hash = (hash ^ '\n') * Prime;
        _all?.Append(line).Append('\n');
        if (_last.Count == KeptLines)
        {
            _last.Dequeue();
        }

        _last.Enqueue(line);
    }
}
