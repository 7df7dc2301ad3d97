using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax;

namespace Google.Cloud.PubSub.V1;

/// <summary>The name of a key of the Key Management Service: <c>projects/{project}/locations/{location}/keyRings/{key_ring}/cryptoKeys/{crypto_key}</c>.</summary>
public sealed partial class CryptoKeyName : IResourceName, IEquatable<CryptoKeyName>
{
    private static readonly PathTemplate s_pattern = new("projects/{project}/locations/{location}/keyRings/{key_ring}/cryptoKeys/{crypto_key}");

    private readonly string _text;

    /// <summary>Creates the name with these ids.</summary>
    /// <exception cref="ArgumentException">An id is null or empty, or has a slash in it.</exception>
    public CryptoKeyName(string projectId, string locationId, string keyRingId, string cryptoKeyId)
        : this(ResourceNameType.ProjectLocationKeyRingCryptoKey, null, projectId, locationId, keyRingId, cryptoKeyId, FormatProjectLocationKeyRingCryptoKey(projectId, locationId, keyRingId, cryptoKeyId))
    {
    }

    private CryptoKeyName(
        ResourceNameType type, UnparsedResourceName? unparsed, string? projectId, string? locationId, string? keyRingId, string? cryptoKeyId, string text)
    {
        Type = type;
        UnparsedResource = unparsed!;
        ProjectId = projectId!;
        LocationId = locationId!;
        KeyRingId = keyRingId!;
        CryptoKeyId = cryptoKeyId!;
        _text = text;
    }

    /// <summary>Which pattern a name follows.</summary>
    public enum ResourceNameType
    {
        /// <summary>None that is known; see <see cref="UnparsedResource"/>.</summary>
        Unparsed = 0,

        /// <summary><c>projects/{project}/locations/{location}/keyRings/{key_ring}/cryptoKeys/{crypto_key}</c>.</summary>
        ProjectLocationKeyRingCryptoKey = 1,
    }

    /// <summary>Which pattern this name follows.</summary>
    public ResourceNameType Type { get; }

    /// <summary>The name as it was written, where it follows no known pattern; otherwise null.</summary>
    public UnparsedResourceName UnparsedResource { get; }

    /// <summary>The project's id; null in a name that follows no known pattern.</summary>
    public string ProjectId { get; }

    /// <summary>The location's id; null in a name that follows no known pattern.</summary>
    public string LocationId { get; }

    /// <summary>The key ring's id; null in a name that follows no known pattern.</summary>
    public string KeyRingId { get; }

    /// <summary>The key's id; null in a name that follows no known pattern.</summary>
    public string CryptoKeyId { get; }

    /// <inheritdoc />
    public bool IsKnownPattern => Type != ResourceNameType.Unparsed;

    /// <summary>Two names are equal when their text is.</summary>
    public static bool operator ==(CryptoKeyName? a, CryptoKeyName? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Two names differ when their text does.</summary>
    public static bool operator !=(CryptoKeyName? a, CryptoKeyName? b) => !(a == b);

    /// <summary>Wraps a name that follows no known pattern.</summary>
    public static CryptoKeyName FromUnparsed(UnparsedResourceName unparsedResourceName) =>
        new(ResourceNameType.Unparsed, unparsedResourceName, null, null, null, null, GaxPreconditions.CheckNotNull(unparsedResourceName, nameof(unparsedResourceName)).ToString());

    /// <summary>Creates the name with these ids.</summary>
    public static CryptoKeyName FromProjectLocationKeyRingCryptoKey(string projectId, string locationId, string keyRingId, string cryptoKeyId) => new(projectId, locationId, keyRingId, cryptoKeyId);

    /// <summary>The text of the name with these ids.</summary>
    public static string Format(string projectId, string locationId, string keyRingId, string cryptoKeyId) => FormatProjectLocationKeyRingCryptoKey(projectId, locationId, keyRingId, cryptoKeyId);

    /// <summary>The text of the name with these ids.</summary>
    public static string FormatProjectLocationKeyRingCryptoKey(string projectId, string locationId, string keyRingId, string cryptoKeyId) =>
        s_pattern.Expand(
            NameSegment.Check(projectId, nameof(projectId)),
            NameSegment.Check(locationId, nameof(locationId)),
            NameSegment.Check(keyRingId, nameof(keyRingId)),
            NameSegment.Check(cryptoKeyId, nameof(cryptoKeyId)));

    /// <summary>Reads a name.</summary>
    /// <exception cref="ArgumentException">The text is not <c>projects/{project}/locations/{location}/keyRings/{key_ring}/cryptoKeys/{crypto_key}</c>.</exception>
    public static CryptoKeyName Parse(string cryptoKeyName) => Parse(cryptoKeyName, false);

    /// <summary>Reads a name; with <paramref name="allowUnparsed"/>, keeps as it is what follows no known pattern.</summary>
    /// <exception cref="ArgumentException">The text is not <c>projects/{project}/locations/{location}/keyRings/{key_ring}/cryptoKeys/{crypto_key}</c>, and it may not be anything else.</exception>
    public static CryptoKeyName Parse(string cryptoKeyName, bool allowUnparsed) =>
        TryParse(cryptoKeyName, allowUnparsed, out var result)
            ? result
            : throw new ArgumentException($"'{cryptoKeyName}' is not the name of a key of the Key Management Service; one looks like 'projects/{{project}}/locations/{{location}}/keyRings/{{key_ring}}/cryptoKeys/{{crypto_key}}'.", nameof(cryptoKeyName));

    /// <summary>Reads a name, if it is one.</summary>
    public static bool TryParse(string cryptoKeyName, [NotNullWhen(true)] out CryptoKeyName? result) => TryParse(cryptoKeyName, false, out result);

    /// <summary>Reads a name, if it is one; with <paramref name="allowUnparsed"/>, keeps as it is what follows no known pattern.</summary>
    public static bool TryParse(string cryptoKeyName, bool allowUnparsed, [NotNullWhen(true)] out CryptoKeyName? result)
    {
        GaxPreconditions.CheckNotNull(cryptoKeyName, nameof(cryptoKeyName));
        if (s_pattern.TryParseName(cryptoKeyName, out var parts))
        {
            result = new CryptoKeyName(parts[0], parts[1], parts[2], parts[3]);
            return true;
        }

        result = allowUnparsed && cryptoKeyName.Length > 0 ? FromUnparsed(new UnparsedResourceName(cryptoKeyName)) : null;
        return result is not null;
    }

    /// <inheritdoc />
    public override string ToString() => _text;

    /// <inheritdoc />
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as CryptoKeyName);

    /// <inheritdoc />
    public bool Equals(CryptoKeyName? other) => other is not null && _text == other._text;
}
