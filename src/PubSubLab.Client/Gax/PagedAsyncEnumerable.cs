namespace Google.Api.Gax;

/// <summary>A list that the service gives in pages; asks for the next page when it is needed.</summary>
/// <typeparam name="TResponse">The service's response, one a page.</typeparam>
/// <typeparam name="TResource">The resources in it.</typeparam>
public abstract class PagedAsyncEnumerable<TResponse, TResource> : IAsyncEnumerable<TResource>
{
    /// <summary>The responses one by one, each with the page's size the service chose.</summary>
    public virtual IAsyncEnumerable<TResponse> AsRawResponses() => throw new NotImplementedException();

    /// <summary>The first <paramref name="pageSize"/> resources, however many requests that takes; none for 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public virtual Task<Page<TResource>> ReadPageAsync(int pageSize, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <inheritdoc />
    public virtual IAsyncEnumerator<TResource> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();
}
