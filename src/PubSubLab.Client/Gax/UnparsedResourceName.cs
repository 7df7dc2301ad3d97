using System.Diagnostics.CodeAnalysis;

namespace Google.Api.Gax;

/// <summary>A resource name that is kept as it was written.</summary>
public sealed class UnparsedResourceName : IResourceName, IEquatable<UnparsedResourceName>
{
    private readonly string _name;

    /// <summary>Keeps <paramref name="name"/> as it is.</summary>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public UnparsedResourceName(string name) => _name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name));

    /// <inheritdoc />
    public bool IsKnownPattern => false;

    /// <summary>Two names are equal when their text is.</summary>
    public static bool operator ==(UnparsedResourceName? a, UnparsedResourceName? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Two names differ when their text does.</summary>
    public static bool operator !=(UnparsedResourceName? a, UnparsedResourceName? b) => !(a == b);

    /// <summary>Keeps <paramref name="name"/> as it is.</summary>
    public static UnparsedResourceName Parse(string name) => new(name);

    /// <summary>Keeps <paramref name="name"/> as it is; false for null and the empty text.</summary>
    public static bool TryParse(string name, [NotNullWhen(true)] out UnparsedResourceName? result)
    {
        result = string.IsNullOrEmpty(name) ? null : new UnparsedResourceName(name);
        return result is not null;
    }

    /// <inheritdoc />
    public override string ToString() => _name;

    /// <inheritdoc />
    public override int GetHashCode() => _name.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as UnparsedResourceName);

    /// <inheritdoc />
    public bool Equals(UnparsedResourceName? other) => other is not null && _name == other._name;
}
