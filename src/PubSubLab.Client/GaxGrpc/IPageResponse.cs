namespace Google.Api.Gax.Grpc;

/// <summary>One page of a list.</summary>
/// <typeparam name="TResource">The resources in it.</typeparam>
public interface IPageResponse<TResource> : IEnumerable<TResource>
{
    /// <summary>Token of the next page; empty after the last.</summary>
    string NextPageToken { get; }
}
