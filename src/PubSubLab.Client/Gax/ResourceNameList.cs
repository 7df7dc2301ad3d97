using System.Collections;

namespace Google.Api.Gax;

/// <summary>A list of strings seen as a list of names; changes go through to the strings.</summary>
/// <typeparam name="TName">The type of the names.</typeparam>
public sealed class ResourceNameList<TName> : IList<TName>
    where TName : class, IResourceName
{
    private readonly IList<string> _underlying;
    private readonly Func<string, TName> _parse;

    /// <summary>Wraps <paramref name="underlyingList"/>, parsing each entry when it is read.</summary>
    public ResourceNameList(IList<string> underlyingList, Func<string, TName> stringToName)
    {
        _underlying = GaxPreconditions.CheckNotNull(underlyingList, nameof(underlyingList));
        _parse = GaxPreconditions.CheckNotNull(stringToName, nameof(stringToName));
    }

    /// <inheritdoc />
    public int Count => _underlying.Count;

    /// <inheritdoc />
    public bool IsReadOnly => _underlying.IsReadOnly;

    /// <inheritdoc />
    public TName this[int index]
    {
        get => _parse(_underlying[index]);
        set => _underlying[index] = Text(value);
    }

    /// <inheritdoc />
    public void Add(TName item) => _underlying.Add(Text(item));

    /// <summary>Adds each of <paramref name="items"/>, so that collection initializers take a sequence.</summary>
    public void Add(IEnumerable<TName> items)
    {
        foreach (var item in GaxPreconditions.CheckNotNull(items, nameof(items)))
        {
            Add(item);
        }
    }

    /// <inheritdoc />
    public void Clear() => _underlying.Clear();

    /// <inheritdoc />
    public bool Contains(TName item) => _underlying.Contains(Text(item));

    /// <inheritdoc />
    public void CopyTo(TName[] array, int arrayIndex)
    {
        foreach (var name in this)
        {
            array[arrayIndex++] = name;
        }
    }

    /// <inheritdoc />
    public IEnumerator<TName> GetEnumerator() => _underlying.Select(_parse).GetEnumerator();

    /// <inheritdoc />
    public int IndexOf(TName item) => _underlying.IndexOf(Text(item));

    /// <inheritdoc />
    public void Insert(int index, TName item) => _underlying.Insert(index, Text(item));

    /// <inheritdoc />
    public bool Remove(TName item) => _underlying.Remove(Text(item));

    /// <inheritdoc />
    public void RemoveAt(int index) => _underlying.RemoveAt(index);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string Text(TName name) => GaxPreconditions.CheckNotNull(name, nameof(name)).ToString();
}
