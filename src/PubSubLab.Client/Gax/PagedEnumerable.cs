using System.Collections;

namespace Google.Api.Gax;

/// <summary>A list that the service gives in pages; asks for the next page when it is needed.</summary>
/// <typeparam name="TResponse">The service's response, one a page.</typeparam>
/// <typeparam name="TResource">The resources in it.</typeparam>
public abstract class PagedEnumerable<TResponse, TResource> : IEnumerable<TResource>
{
    /// <summary>The responses one by one, each with the page's size the service chose.</summary>
    public virtual IEnumerable<TResponse> AsRawResponses() => throw new NotImplementedException();

    /// <summary>The first <paramref name="pageSize"/> resources, however many requests that takes; none for 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public virtual Page<TResource> ReadPage(int pageSize) => throw new NotImplementedException();

    /// <inheritdoc />
    public virtual IEnumerator<TResource> GetEnumerator() => throw new NotImplementedException();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
