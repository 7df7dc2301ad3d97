using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax;

namespace Google.Cloud.PubSub.V1;

/// <summary>The name of a topic: <c>projects/{project}/topics/{topic}</c>.</summary>
public sealed partial class TopicName : IResourceName, IEquatable<TopicName>
{
    private const string DeletedTopicText = "_deleted-topic_";

    private static readonly PathTemplate s_pattern = new("projects/{project}/topics/{topic}");

    private readonly string _text;

    /// <summary>Creates the name of the topic with these ids.</summary>
    /// <exception cref="ArgumentException">An id is null or empty, or has a slash in it.</exception>
    public TopicName(string projectId, string topicId)
        : this(ResourceNameType.ProjectTopic, null, projectId, topicId, FormatProjectTopic(projectId, topicId))
    {
    }

    private TopicName(ResourceNameType type, UnparsedResourceName? unparsed, string? projectId, string? topicId, string text)
    {
        Type = type;
        UnparsedResource = unparsed!;
        ProjectId = projectId!;
        TopicId = topicId!;
        _text = text;
    }

    /// <summary>Which pattern a name follows.</summary>
    public enum ResourceNameType
    {
        /// <summary>None that is known; see <see cref="UnparsedResource"/>.</summary>
        Unparsed = 0,

        /// <summary><c>projects/{project}/topics/{topic}</c>.</summary>
        ProjectTopic = 1,

        /// <summary><c>_deleted-topic_</c>, which a subscription names when its topic is gone.</summary>
        DeletedTopic = 2,
    }

    /// <summary>Which pattern this name follows.</summary>
    public ResourceNameType Type { get; }

    /// <summary>The name as it was written, where it follows no known pattern; otherwise null.</summary>
    public UnparsedResourceName UnparsedResource { get; }

    /// <summary>The project's id; null in a name that does not have one.</summary>
    public string ProjectId { get; }

    /// <summary>The topic's id; null in a name that does not have one.</summary>
    public string TopicId { get; }

    /// <inheritdoc />
    public bool IsKnownPattern => Type != ResourceNameType.Unparsed;

    /// <summary>Two names are equal when their text is.</summary>
    public static bool operator ==(TopicName? a, TopicName? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Two names differ when their text does.</summary>
    public static bool operator !=(TopicName? a, TopicName? b) => !(a == b);

    /// <summary>Wraps a name that follows no known pattern.</summary>
    public static TopicName FromUnparsed(UnparsedResourceName unparsedResourceName) =>
        new(ResourceNameType.Unparsed, unparsedResourceName, null, null, GaxPreconditions.CheckNotNull(unparsedResourceName, nameof(unparsedResourceName)).ToString());

    /// <summary>Creates the name of the topic with these ids.</summary>
    public static TopicName FromProjectTopic(string projectId, string topicId) => new(projectId, topicId);

    /// <summary>A subscription's topic name after its topic was deleted.</summary>
    public static TopicName FromDeletedTopic() => new(ResourceNameType.DeletedTopic, null, null, null, DeletedTopicText);

    /// <summary>The text of the name with these ids.</summary>
    public static string Format(string projectId, string topicId) => FormatProjectTopic(projectId, topicId);

    /// <summary>The text of the name with these ids.</summary>
    public static string FormatProjectTopic(string projectId, string topicId) =>
        s_pattern.Expand(NameSegment.Check(projectId, nameof(projectId)), NameSegment.Check(topicId, nameof(topicId)));

    /// <summary>The text of <see cref="FromDeletedTopic"/>.</summary>
    public static string FormatDeletedTopic() => DeletedTopicText;

    /// <summary>Reads a name.</summary>
    /// <exception cref="ArgumentException">The text is neither <c>projects/{project}/topics/{topic}</c> nor <c>_deleted-topic_</c>.</exception>
    public static TopicName Parse(string topicName) => Parse(topicName, false);

    /// <summary>Reads a name; with <paramref name="allowUnparsed"/>, keeps as it is what follows no known pattern.</summary>
    /// <exception cref="ArgumentException">The text is neither <c>projects/{project}/topics/{topic}</c> nor <c>_deleted-topic_</c>, and it may not be anything else.</exception>
    public static TopicName Parse(string topicName, bool allowUnparsed) =>
        TryParse(topicName, allowUnparsed, out var result)
            ? result
            : throw new ArgumentException($"'{topicName}' is not the name of a topic; one looks like 'projects/{{project}}/topics/{{topic}}'.", nameof(topicName));

    /// <summary>Reads a name, if it is one.</summary>
    public static bool TryParse(string topicName, [NotNullWhen(true)] out TopicName? result) => TryParse(topicName, false, out result);

    /// <summary>Reads a name, if it is one; with <paramref name="allowUnparsed"/>, keeps as it is what follows no known pattern.</summary>
    public static bool TryParse(string topicName, bool allowUnparsed, [NotNullWhen(true)] out TopicName? result)
    {
        GaxPreconditions.CheckNotNull(topicName, nameof(topicName));
        if (s_pattern.TryParseName(topicName, out var parts))
        {
            result = new TopicName(parts[0], parts[1]);
            return true;
        }

        if (topicName == DeletedTopicText)
        {
            result = FromDeletedTopic();
            return true;
        }

        result = allowUnparsed && topicName.Length > 0 ? FromUnparsed(new UnparsedResourceName(topicName)) : null;
        return result is not null;
    }

    /// <inheritdoc />
    public override string ToString() => _text;

    /// <inheritdoc />
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as TopicName);

    /// <inheritdoc />
    public bool Equals(TopicName? other) => other is not null && _text == other._text;
}
