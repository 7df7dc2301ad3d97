using System.Globalization;

namespace PubSubLab.Lab.Journal;

/// <summary>
/// Messages by their id, without keeping the id beside them. In many sets, each of which grows by itself and by a little: one set of a
/// million doubles, and leaves behind arrays that the garbage collector never moves.
/// </summary>
internal sealed class MessageTable
{
    private const int Sets = 256;

    private readonly HashSet<LabMessage>[] _sets = [.. Enumerable.Range(0, Sets).Select(_ => new HashSet<LabMessage>(ById.Instance))];

    public LabMessage? Find(string id) =>
        SetOf(ById.Instance.GetHashCode(id)).GetAlternateLookup<string>().TryGetValue(id, out var message) ? message : null;

    public void Add(LabMessage message)
    {
        var set = SetOf(message.HashOfId);
        if (set.Count == set.Capacity)
        {
            set.EnsureCapacity(set.Count + (set.Count / 4) + 1);
        }

        set.Add(message);
    }

    public void Remove(LabMessage message) => SetOf(message.HashOfId).Remove(message);

    /// <summary>The number that an id stands for; null where it is not the shortest way to write one, so that it has to be kept as a text.</summary>
    public static long? NumberOf(string id) =>
        id.Length is > 0 and <= 18 && (id[0] != '0' || id.Length == 1) && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // By other bits than those a set goes by itself.
    private HashSet<LabMessage> SetOf(int hash) => _sets[(uint)(hash * 0x9E3779B1) >> 24];

    /// <summary>Takes messages with the same id for the same.</summary>
    public sealed class ById : IEqualityComparer<LabMessage>, IAlternateEqualityComparer<string, LabMessage>
    {
        public static ById Instance { get; } = new();

        public bool Equals(LabMessage? x, LabMessage? y) => ReferenceEquals(x, y) || (x is not null && y is not null && x.HasIdOf(y));

        public int GetHashCode(LabMessage message) => message.HashOfId;

        public bool Equals(string id, LabMessage message) => message.HasId(id);

        public int GetHashCode(string id) => NumberOf(id)?.GetHashCode() ?? id.GetHashCode(StringComparison.Ordinal);

        /// <summary>Never asked for: a message knows more than its id.</summary>
        public LabMessage Create(string alternate) => throw new NotSupportedException();
    }
}
