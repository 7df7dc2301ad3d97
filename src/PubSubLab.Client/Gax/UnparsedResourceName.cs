using System.Diagnostics.CodeAnalysis;

namespace Google.Api.Gax;

/// <summary>A resource name that is kept as it was written.</summary>
public sealed class UnparsedResourceName : IResourceName, IEquatable<UnparsedResourceName>
{
    private readonly string _name;

    /// <summary>Keeps <paramref name="name"/> as it is.</summary>
    public UnparsedResourceName(string name) => _name = GaxPreconditions.CheckNotNull(name, nameof(name));

    /// <inheritdoc />
    public bool IsKnownPattern => false;

    /// <summary>Two names are equal when their text is.</summary>
    public static bool operator ==(UnparsedResourceName? a, UnparsedResourceName? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Two names differ when their text does.</summary>
    public static bool operator !=(UnparsedResourceName? a, UnparsedResourceName? b) => !(a == b);

    /// <summary>Keeps <paramref name="name"/> as it is.</summary>
    public static UnparsedResourceName Parse(string name) => new(name);

    /// <summary>Keeps <paramref name="name"/> as it is; never fails.</summary>
    public static bool TryParse(string name, [NotNullWhen(true)] out UnparsedResourceName? result)
    {
        result = new UnparsedResourceName(name);
        return true;
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
