using System.Collections;

namespace Google.Api.Gax;

/// <summary>A page with as many resources as were asked for, fewer only at the end of the list.</summary>
/// <typeparam name="TResource">The type of the resources.</typeparam>
public sealed class Page<TResource> : IEnumerable<TResource>
{
    private readonly IEnumerable<TResource> _resources;

    /// <summary>Creates a page.</summary>
    public Page(IEnumerable<TResource> resources, string nextPageToken)
    {
        _resources = resources;
        NextPageToken = nextPageToken;
    }

    /// <summary>What to ask with for the next page; empty after the last.</summary>
    public string NextPageToken { get; }

    /// <inheritdoc />
    public IEnumerator<TResource> GetEnumerator() => _resources.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
