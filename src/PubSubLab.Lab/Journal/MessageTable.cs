using System.Globalization;

namespace PubSubLab.Lab.Journal;

/// <summary>Messages by their id, without keeping the id beside them.</summary>
internal sealed class MessageTable
{
    private readonly HashSet<LabMessage> _messages = new(ById.Instance);
    private readonly HashSet<LabMessage>.AlternateLookup<string> _byId;

    public MessageTable() => _byId = _messages.GetAlternateLookup<string>();

    public LabMessage? Find(string id) => _byId.TryGetValue(id, out var message) ? message : null;

    public void Add(LabMessage message) => _messages.Add(message);

    public void Remove(LabMessage message) => _messages.Remove(message);

    /// <summary>The number that an id stands for; null where it is not the shortest way to write one, so that it has to be kept as a text.</summary>
    public static long? NumberOf(string id) =>
        id.Length is > 0 and <= 18 && (id[0] != '0' || id.Length == 1) && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

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
