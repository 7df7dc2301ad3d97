using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax;

namespace Google.Cloud.PubSub.V1;

/// <summary>The name of a listing of Analytics Hub: <c>projects/{project}/locations/{location}/dataExchanges/{data_exchange}/listings/{listing}</c>.</summary>
public sealed partial class ListingName : IResourceName, IEquatable<ListingName>
{
    private static readonly PathTemplate s_pattern = new("projects/{project}/locations/{location}/dataExchanges/{data_exchange}/listings/{listing}");

    private readonly string _text;

    /// <summary>Creates the name with these ids.</summary>
    /// <exception cref="ArgumentException">An id is null or empty, or has a slash in it.</exception>
    public ListingName(string projectId, string locationId, string dataExchangeId, string listingId)
        : this(ResourceNameType.ProjectLocationDataExchangeListing, null, projectId, locationId, dataExchangeId, listingId, FormatProjectLocationDataExchangeListing(projectId, locationId, dataExchangeId, listingId))
    {
    }

    private ListingName(
        ResourceNameType type, UnparsedResourceName? unparsed, string? projectId, string? locationId, string? dataExchangeId, string? listingId, string text)
    {
        Type = type;
        UnparsedResource = unparsed!;
        ProjectId = projectId!;
        LocationId = locationId!;
        DataExchangeId = dataExchangeId!;
        ListingId = listingId!;
        _text = text;
    }

    /// <summary>Which pattern a name follows.</summary>
    public enum ResourceNameType
    {
        /// <summary>None that is known; see <see cref="UnparsedResource"/>.</summary>
        Unparsed = 0,

        /// <summary><c>projects/{project}/locations/{location}/dataExchanges/{data_exchange}/listings/{listing}</c>.</summary>
        ProjectLocationDataExchangeListing = 1,
    }

    /// <summary>Which pattern this name follows.</summary>
    public ResourceNameType Type { get; }

    /// <summary>The name as it was written, where it follows no known pattern; otherwise null.</summary>
    public UnparsedResourceName UnparsedResource { get; }

    /// <summary>The project's id; null in a name that follows no known pattern.</summary>
    public string ProjectId { get; }

    /// <summary>The location's id; null in a name that follows no known pattern.</summary>
    public string LocationId { get; }

    /// <summary>The data exchange's id; null in a name that follows no known pattern.</summary>
    public string DataExchangeId { get; }

    /// <summary>The listing's id; null in a name that follows no known pattern.</summary>
    public string ListingId { get; }

    /// <inheritdoc />
    public bool IsKnownPattern => Type != ResourceNameType.Unparsed;

    /// <summary>Two names are equal when their text is.</summary>
    public static bool operator ==(ListingName? a, ListingName? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Two names differ when their text does.</summary>
    public static bool operator !=(ListingName? a, ListingName? b) => !(a == b);

    /// <summary>Wraps a name that follows no known pattern.</summary>
    public static ListingName FromUnparsed(UnparsedResourceName unparsedResourceName) =>
        new(ResourceNameType.Unparsed, unparsedResourceName, null, null, null, null, GaxPreconditions.CheckNotNull(unparsedResourceName, nameof(unparsedResourceName)).ToString());

    /// <summary>Creates the name with these ids.</summary>
    public static ListingName FromProjectLocationDataExchangeListing(string projectId, string locationId, string dataExchangeId, string listingId) => new(projectId, locationId, dataExchangeId, listingId);

    /// <summary>The text of the name with these ids.</summary>
    public static string Format(string projectId, string locationId, string dataExchangeId, string listingId) => FormatProjectLocationDataExchangeListing(projectId, locationId, dataExchangeId, listingId);

    /// <summary>The text of the name with these ids.</summary>
    public static string FormatProjectLocationDataExchangeListing(string projectId, string locationId, string dataExchangeId, string listingId) =>
        s_pattern.Expand(
            NameSegment.Check(projectId, nameof(projectId)),
            NameSegment.Check(locationId, nameof(locationId)),
            NameSegment.Check(dataExchangeId, nameof(dataExchangeId)),
            NameSegment.Check(listingId, nameof(listingId)));

    /// <summary>Reads a name.</summary>
    /// <exception cref="ArgumentException">The text is not <c>projects/{project}/locations/{location}/dataExchanges/{data_exchange}/listings/{listing}</c>.</exception>
    public static ListingName Parse(string listingName) => Parse(listingName, false);

    /// <summary>Reads a name; with <paramref name="allowUnparsed"/>, keeps as it is what follows no known pattern.</summary>
    /// <exception cref="ArgumentException">The text is not <c>projects/{project}/locations/{location}/dataExchanges/{data_exchange}/listings/{listing}</c>, and it may not be anything else.</exception>
    public static ListingName Parse(string listingName, bool allowUnparsed) =>
        TryParse(listingName, allowUnparsed, out var result)
            ? result
            : throw new ArgumentException($"'{listingName}' is not the name of a listing of Analytics Hub; one looks like 'projects/{{project}}/locations/{{location}}/dataExchanges/{{data_exchange}}/listings/{{listing}}'.", nameof(listingName));

    /// <summary>Reads a name, if it is one.</summary>
    public static bool TryParse(string listingName, [NotNullWhen(true)] out ListingName? result) => TryParse(listingName, false, out result);

    /// <summary>Reads a name, if it is one; with <paramref name="allowUnparsed"/>, keeps as it is what follows no known pattern.</summary>
    public static bool TryParse(string listingName, bool allowUnparsed, [NotNullWhen(true)] out ListingName? result)
    {
        GaxPreconditions.CheckNotNull(listingName, nameof(listingName));
        if (s_pattern.TryParseName(listingName, out var parts))
        {
            result = new ListingName(parts[0], parts[1], parts[2], parts[3]);
            return true;
        }

        result = allowUnparsed && listingName.Length > 0 ? FromUnparsed(new UnparsedResourceName(listingName)) : null;
        return result is not null;
    }

    /// <inheritdoc />
    public override string ToString() => _text;

    /// <inheritdoc />
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ListingName);

    /// <inheritdoc />
    public bool Equals(ListingName? other) => other is not null && _text == other._text;
}
