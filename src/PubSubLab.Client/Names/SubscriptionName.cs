using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax;

namespace Google.Cloud.PubSub.V1;

/// <summary>The name of a subscription: <c>projects/{project}/subscriptions/{subscription}</c>.</summary>
public sealed partial class SubscriptionName : IResourceName, IEquatable<SubscriptionName>
{
    private static readonly PathTemplate s_pattern = new("projects/{project}/subscriptions/{subscription}");

    private readonly string _text;

    /// <summary>Creates the name of the subscription with these ids.</summary>
    /// <exception cref="ArgumentException">An id is null or empty, or has a slash in it.</exception>
    public SubscriptionName(string projectId, string subscriptionId)
        : this(ResourceNameType.ProjectSubscription, null, projectId, subscriptionId, FormatProjectSubscription(projectId, subscriptionId))
    {
    }

    private SubscriptionName(ResourceNameType type, UnparsedResourceName? unparsed, string? projectId, string? subscriptionId, string text)
    {
        Type = type;
        UnparsedResource = unparsed!;
        ProjectId = projectId!;
        SubscriptionId = subscriptionId!;
        _text = text;
    }

    /// <summary>Which pattern a name follows.</summary>
    public enum ResourceNameType
    {
        /// <summary>None that is known; see <see cref="UnparsedResource"/>.</summary>
        Unparsed = 0,

        /// <summary><c>projects/{project}/subscriptions/{subscription}</c>.</summary>
        ProjectSubscription = 1,
    }

    /// <summary>Which pattern this name follows.</summary>
    public ResourceNameType Type { get; }

    /// <summary>The name as it was written, where it follows no known pattern; otherwise null.</summary>
    public UnparsedResourceName UnparsedResource { get; }

    /// <summary>The project's id; null in a name that follows no known pattern.</summary>
    public string ProjectId { get; }

    /// <summary>The subscription's id; null in a name that follows no known pattern.</summary>
    public string SubscriptionId { get; }

    /// <inheritdoc />
    public bool IsKnownPattern => Type != ResourceNameType.Unparsed;

    /// <summary>Two names are equal when their text is.</summary>
    public static bool operator ==(SubscriptionName? a, SubscriptionName? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Two names differ when their text does.</summary>
    public static bool operator !=(SubscriptionName? a, SubscriptionName? b) => !(a == b);

    /// <summary>Wraps a name that follows no known pattern.</summary>
    public static SubscriptionName FromUnparsed(UnparsedResourceName unparsedResourceName) =>
        new(ResourceNameType.Unparsed, unparsedResourceName, null, null, GaxPreconditions.CheckNotNull(unparsedResourceName, nameof(unparsedResourceName)).ToString());

    /// <summary>Creates the name of the subscription with these ids.</summary>
    public static SubscriptionName FromProjectSubscription(string projectId, string subscriptionId) => new(projectId, subscriptionId);

    /// <summary>The text of the name with these ids.</summary>
    public static string Format(string projectId, string subscriptionId) => FormatProjectSubscription(projectId, subscriptionId);

    /// <summary>The text of the name with these ids.</summary>
    public static string FormatProjectSubscription(string projectId, string subscriptionId) =>
        s_pattern.Expand(NameSegment.Check(projectId, nameof(projectId)), NameSegment.Check(subscriptionId, nameof(subscriptionId)));

    /// <summary>Reads a name.</summary>
    /// <exception cref="ArgumentException">The text is not <c>projects/{project}/subscriptions/{subscription}</c>.</exception>
    public static SubscriptionName Parse(string subscriptionName) => Parse(subscriptionName, false);

    /// <summary>Reads a name; with <paramref name="allowUnparsed"/>, keeps as it is what follows no known pattern.</summary>
    /// <exception cref="ArgumentException">The text is not <c>projects/{project}/subscriptions/{subscription}</c>, and it may not be anything else.</exception>
    public static SubscriptionName Parse(string subscriptionName, bool allowUnparsed) =>
        TryParse(subscriptionName, allowUnparsed, out var result)
            ? result
            : throw new ArgumentException($"'{subscriptionName}' is not the name of a subscription; one looks like 'projects/{{project}}/subscriptions/{{subscription}}'.", nameof(subscriptionName));

    /// <summary>Reads a name, if it is one.</summary>
    public static bool TryParse(string subscriptionName, [NotNullWhen(true)] out SubscriptionName? result) => TryParse(subscriptionName, false, out result);

    /// <summary>Reads a name, if it is one; with <paramref name="allowUnparsed"/>, keeps as it is what follows no known pattern.</summary>
    public static bool TryParse(string subscriptionName, bool allowUnparsed, [NotNullWhen(true)] out SubscriptionName? result)
    {
        GaxPreconditions.CheckNotNull(subscriptionName, nameof(subscriptionName));
        if (s_pattern.TryParseName(subscriptionName, out var parts))
        {
            result = new SubscriptionName(parts[0], parts[1]);
            return true;
        }

        result = allowUnparsed && subscriptionName.Length > 0 ? FromUnparsed(new UnparsedResourceName(subscriptionName)) : null;
        return result is not null;
    }

    /// <inheritdoc />
    public override string ToString() => _text;

    /// <inheritdoc />
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as SubscriptionName);

    /// <inheritdoc />
    public bool Equals(SubscriptionName? other) => other is not null && _text == other._text;
}
