namespace PubSubLab.Lab.Journal;

/// <summary>A reporter's facts about a message. The journal stores only the first report of a message.</summary>
/// <param name="Id">The broker's message id.</param>
/// <param name="Topic">The topic's id, empty where it is not known.</param>
/// <param name="Data">The body; copied when the message is seen for the first time.</param>
/// <param name="Attributes">The attributes; copied when the message is seen for the first time.</param>
/// <param name="OrderingKey">The ordering key, empty for none.</param>
/// <param name="Length">The body's length where <paramref name="Data"/> is its beginning; null where it is whole.</param>
public readonly record struct MessageFacts(
    string Id,
    string Topic,
    ReadOnlyMemory<byte> Data,
    IReadOnlyDictionary<string, string> Attributes,
    string OrderingKey = "",
    int? Length = null);
