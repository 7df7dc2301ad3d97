using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax;

namespace Google.Api.Gax.ResourceNames;

/// <summary>The name of a project: <c>projects/{project}</c>.</summary>
public sealed partial class ProjectName : IResourceName, IEquatable<ProjectName>
{
    private readonly string _text;

    /// <summary>Creates the name of the project with these ids.</summary>
    /// <exception cref="ArgumentException">An id is null or empty, or has a slash in it.</exception>
    public ProjectName(string projectId)
        : this(ResourceNameType.Project, null, projectId, FormatProject(projectId))
    {
    }

    private ProjectName(ResourceNameType type, UnparsedResourceName? unparsed, string? projectId, string text)
    {
        Type = type;
        UnparsedResource = unparsed!;
        ProjectId = projectId!;
        _text = text;
    }

    /// <summary>Which pattern a name follows.</summary>
    public enum ResourceNameType
    {
        /// <summary>None that is known; see <see cref="UnparsedResource"/>.</summary>
        Unparsed = 0,

        /// <summary><c>projects/{project}</c>.</summary>
        Project = 1,
    }

    /// <summary>Which pattern this name follows.</summary>
    public ResourceNameType Type { get; }

    /// <summary>The name as it was written, where it follows no known pattern; otherwise null.</summary>
    public UnparsedResourceName UnparsedResource { get; }

    /// <summary>The project's id; null in a name that follows no known pattern.</summary>
    public string ProjectId { get; }

    /// <inheritdoc />
    public bool IsKnownPattern => Type != ResourceNameType.Unparsed;

    /// <summary>Two names are equal when their text is.</summary>
    public static bool operator ==(ProjectName? a, ProjectName? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Two names differ when their text does.</summary>
    public static bool operator !=(ProjectName? a, ProjectName? b) => !(a == b);

    /// <summary>Wraps a name that follows no known pattern.</summary>
    public static ProjectName FromUnparsed(UnparsedResourceName unparsedResourceName) =>
        new(ResourceNameType.Unparsed, unparsedResourceName, null, GaxPreconditions.CheckNotNull(unparsedResourceName, nameof(unparsedResourceName)).ToString());

    /// <summary>Creates the name of the project with these ids.</summary>
    public static ProjectName FromProject(string projectId) => new(projectId);

    /// <summary>The text of the name with these ids.</summary>
    public static string Format(string projectId) => FormatProject(projectId);

    /// <summary>The text of the name with these ids.</summary>
    public static string FormatProject(string projectId) =>
        $"projects/{NameParts.CheckId(projectId, nameof(projectId))}";

    /// <summary>Reads a name.</summary>
    /// <exception cref="ArgumentException">The text is not <c>projects/{project}</c>.</exception>
    public static ProjectName Parse(string projectName) => Parse(projectName, false);

    /// <summary>Reads a name; with <paramref name="allowUnparsed"/>, keeps as it is what follows no known pattern.</summary>
    /// <exception cref="ArgumentException">The text is not <c>projects/{project}</c>, and it may not be anything else.</exception>
    public static ProjectName Parse(string projectName, bool allowUnparsed) =>
        TryParse(projectName, allowUnparsed, out var result)
            ? result
            : throw new ArgumentException($"'{projectName}' is not the name of a project; one looks like 'projects/{{project}}'.", nameof(projectName));

    /// <summary>Reads a name, if it is one.</summary>
    public static bool TryParse(string projectName, [NotNullWhen(true)] out ProjectName? result) => TryParse(projectName, false, out result);

    /// <summary>Reads a name, if it is one; with <paramref name="allowUnparsed"/>, keeps as it is what follows no known pattern.</summary>
    public static bool TryParse(string projectName, bool allowUnparsed, [NotNullWhen(true)] out ProjectName? result)
    {
        GaxPreconditions.CheckNotNull(projectName, nameof(projectName));
        var parts = NameParts.Split(projectName);
        if (parts is ["projects", { Length: > 0 } project])
        {
            result = new ProjectName(project);
            return true;
        }

        result = allowUnparsed && projectName.Length > 0 ? FromUnparsed(new UnparsedResourceName(projectName)) : null;
        return result is not null;
    }

    /// <inheritdoc />
    public override string ToString() => _text;

    /// <inheritdoc />
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ProjectName);

    /// <inheritdoc />
    public bool Equals(ProjectName? other) => other is not null && _text == other._text;
}
