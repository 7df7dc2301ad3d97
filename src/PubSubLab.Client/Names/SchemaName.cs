using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax;

namespace Google.Cloud.PubSub.V1;

/// <summary>The name of a schema: <c>projects/{project}/schemas/{schema}</c>.</summary>
public sealed partial class SchemaName : IResourceName, IEquatable<SchemaName>
{
    private static readonly PathTemplate s_pattern = new("projects/{project}/schemas/{schema}");

    private readonly string _text;

    /// <summary>Creates the name of the schema with these ids.</summary>
    /// <exception cref="ArgumentException">An id is null or empty, or has a slash in it.</exception>
    public SchemaName(string projectId, string schemaId)
        : this(ResourceNameType.ProjectSchema, null, projectId, schemaId, FormatProjectSchema(projectId, schemaId))
    {
    }

    private SchemaName(ResourceNameType type, UnparsedResourceName? unparsed, string? projectId, string? schemaId, string text)
    {
        Type = type;
        UnparsedResource = unparsed!;
        ProjectId = projectId!;
        SchemaId = schemaId!;
        _text = text;
    }

    /// <summary>Which pattern a name follows.</summary>
    public enum ResourceNameType
    {
        /// <summary>None that is known; see <see cref="UnparsedResource"/>.</summary>
        Unparsed = 0,

        /// <summary><c>projects/{project}/schemas/{schema}</c>.</summary>
        ProjectSchema = 1,
    }

    /// <summary>Which pattern this name follows.</summary>
    public ResourceNameType Type { get; }

    /// <summary>The name as it was written, where it follows no known pattern; otherwise null.</summary>
    public UnparsedResourceName UnparsedResource { get; }

    /// <summary>The project's id; null in a name that follows no known pattern.</summary>
    public string ProjectId { get; }

    /// <summary>The schema's id; null in a name that follows no known pattern.</summary>
    public string SchemaId { get; }

    /// <inheritdoc />
    public bool IsKnownPattern => Type != ResourceNameType.Unparsed;

    /// <summary>Two names are equal when their text is.</summary>
    public static bool operator ==(SchemaName? a, SchemaName? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Two names differ when their text does.</summary>
    public static bool operator !=(SchemaName? a, SchemaName? b) => !(a == b);

    /// <summary>Wraps a name that follows no known pattern.</summary>
    public static SchemaName FromUnparsed(UnparsedResourceName unparsedResourceName) =>
        new(ResourceNameType.Unparsed, unparsedResourceName, null, null, GaxPreconditions.CheckNotNull(unparsedResourceName, nameof(unparsedResourceName)).ToString());

    /// <summary>Creates the name of the schema with these ids.</summary>
    public static SchemaName FromProjectSchema(string projectId, string schemaId) => new(projectId, schemaId);

    /// <summary>The text of the name with these ids.</summary>
    public static string Format(string projectId, string schemaId) => FormatProjectSchema(projectId, schemaId);

    /// <summary>The text of the name with these ids.</summary>
    public static string FormatProjectSchema(string projectId, string schemaId) =>
        s_pattern.Expand(NameSegment.Check(projectId, nameof(projectId)), NameSegment.Check(schemaId, nameof(schemaId)));

    /// <summary>Reads a name.</summary>
    /// <exception cref="ArgumentException">The text is not <c>projects/{project}/schemas/{schema}</c>.</exception>
    public static SchemaName Parse(string schemaName) => Parse(schemaName, false);

    /// <summary>Reads a name; with <paramref name="allowUnparsed"/>, keeps as it is what follows no known pattern.</summary>
    /// <exception cref="ArgumentException">The text is not <c>projects/{project}/schemas/{schema}</c>, and it may not be anything else.</exception>
    public static SchemaName Parse(string schemaName, bool allowUnparsed) =>
        TryParse(schemaName, allowUnparsed, out var result)
            ? result
            : throw new ArgumentException($"'{schemaName}' is not the name of a schema; one looks like 'projects/{{project}}/schemas/{{schema}}'.", nameof(schemaName));

    /// <summary>Reads a name, if it is one.</summary>
    public static bool TryParse(string schemaName, [NotNullWhen(true)] out SchemaName? result) => TryParse(schemaName, false, out result);

    /// <summary>Reads a name, if it is one; with <paramref name="allowUnparsed"/>, keeps as it is what follows no known pattern.</summary>
    public static bool TryParse(string schemaName, bool allowUnparsed, [NotNullWhen(true)] out SchemaName? result)
    {
        GaxPreconditions.CheckNotNull(schemaName, nameof(schemaName));
        if (s_pattern.TryParseName(schemaName, out var parts))
        {
            result = new SchemaName(parts[0], parts[1]);
            return true;
        }

        result = allowUnparsed && schemaName.Length > 0 ? FromUnparsed(new UnparsedResourceName(schemaName)) : null;
        return result is not null;
    }

    /// <inheritdoc />
    public override string ToString() => _text;

    /// <inheritdoc />
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as SchemaName);

    /// <inheritdoc />
    public bool Equals(SchemaName? other) => other is not null && _text == other._text;
}
