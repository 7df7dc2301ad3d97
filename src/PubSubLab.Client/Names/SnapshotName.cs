using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax;

namespace Google.Cloud.PubSub.V1;

/// <summary>The name of a snapshot: <c>projects/{project}/snapshots/{snapshot}</c>.</summary>
public sealed partial class SnapshotName : IResourceName, IEquatable<SnapshotName>
{
    private static readonly PathTemplate s_pattern = new("projects/{project}/snapshots/{snapshot}");

    private readonly string _text;

    /// <summary>Creates the name of the snapshot with these ids.</summary>
    /// <exception cref="ArgumentException">An id is null or empty, or has a slash in it.</exception>
    public SnapshotName(string projectId, string snapshotId)
        : this(ResourceNameType.ProjectSnapshot, null, projectId, snapshotId, FormatProjectSnapshot(projectId, snapshotId))
    {
    }

    private SnapshotName(ResourceNameType type, UnparsedResourceName? unparsed, string? projectId, string? snapshotId, string text)
    {
        Type = type;
        UnparsedResource = unparsed!;
        ProjectId = projectId!;
        SnapshotId = snapshotId!;
        _text = text;
    }

    /// <summary>Which pattern a name follows.</summary>
    public enum ResourceNameType
    {
        /// <summary>None that is known; see <see cref="UnparsedResource"/>.</summary>
        Unparsed = 0,

        /// <summary><c>projects/{project}/snapshots/{snapshot}</c>.</summary>
        ProjectSnapshot = 1,
    }

    /// <summary>Which pattern this name follows.</summary>
    public ResourceNameType Type { get; }

    /// <summary>The name as it was written, where it follows no known pattern; otherwise null.</summary>
    public UnparsedResourceName UnparsedResource { get; }

    /// <summary>The project's id; null in a name that follows no known pattern.</summary>
    public string ProjectId { get; }

    /// <summary>The snapshot's id; null in a name that follows no known pattern.</summary>
    public string SnapshotId { get; }

    /// <inheritdoc />
    public bool IsKnownPattern => Type != ResourceNameType.Unparsed;

    /// <summary>Two names are equal when their text is.</summary>
    public static bool operator ==(SnapshotName? a, SnapshotName? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Two names differ when their text does.</summary>
    public static bool operator !=(SnapshotName? a, SnapshotName? b) => !(a == b);

    /// <summary>Wraps a name that follows no known pattern.</summary>
    public static SnapshotName FromUnparsed(UnparsedResourceName unparsedResourceName) =>
        new(ResourceNameType.Unparsed, unparsedResourceName, null, null, GaxPreconditions.CheckNotNull(unparsedResourceName, nameof(unparsedResourceName)).ToString());

    /// <summary>Creates the name of the snapshot with these ids.</summary>
    public static SnapshotName FromProjectSnapshot(string projectId, string snapshotId) => new(projectId, snapshotId);

    /// <summary>The text of the name with these ids.</summary>
    public static string Format(string projectId, string snapshotId) => FormatProjectSnapshot(projectId, snapshotId);

    /// <summary>The text of the name with these ids.</summary>
    public static string FormatProjectSnapshot(string projectId, string snapshotId) =>
        s_pattern.Expand(NameSegment.Check(projectId, nameof(projectId)), NameSegment.Check(snapshotId, nameof(snapshotId)));

    /// <summary>Reads a name.</summary>
    /// <exception cref="ArgumentException">The text is not <c>projects/{project}/snapshots/{snapshot}</c>.</exception>
    public static SnapshotName Parse(string snapshotName) => Parse(snapshotName, false);

    /// <summary>Reads a name; with <paramref name="allowUnparsed"/>, keeps as it is what follows no known pattern.</summary>
    /// <exception cref="ArgumentException">The text is not <c>projects/{project}/snapshots/{snapshot}</c>, and it may not be anything else.</exception>
    public static SnapshotName Parse(string snapshotName, bool allowUnparsed) =>
        TryParse(snapshotName, allowUnparsed, out var result)
            ? result
            : throw new ArgumentException($"'{snapshotName}' is not the name of a snapshot; one looks like 'projects/{{project}}/snapshots/{{snapshot}}'.", nameof(snapshotName));

    /// <summary>Reads a name, if it is one.</summary>
    public static bool TryParse(string snapshotName, [NotNullWhen(true)] out SnapshotName? result) => TryParse(snapshotName, false, out result);

    /// <summary>Reads a name, if it is one; with <paramref name="allowUnparsed"/>, keeps as it is what follows no known pattern.</summary>
    public static bool TryParse(string snapshotName, bool allowUnparsed, [NotNullWhen(true)] out SnapshotName? result)
    {
        GaxPreconditions.CheckNotNull(snapshotName, nameof(snapshotName));
        if (s_pattern.TryParseName(snapshotName, out var parts))
        {
            result = new SnapshotName(parts[0], parts[1]);
            return true;
        }

        result = allowUnparsed && snapshotName.Length > 0 ? FromUnparsed(new UnparsedResourceName(snapshotName)) : null;
        return result is not null;
    }

    /// <inheritdoc />
    public override string ToString() => _text;

    /// <inheritdoc />
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as SnapshotName);

    /// <inheritdoc />
    public bool Equals(SnapshotName? other) => other is not null && _text == other._text;
}
