using System.Runtime.CompilerServices;

namespace Google.Api.Gax.Grpc;

/// <summary>A list over gRPC that asks for its pages as they are needed.</summary>
internal sealed class GrpcPagedAsyncEnumerable<TRequest, TResponse, TResource>(ApiCall<TRequest, TResponse> call, TRequest request, CallSettings? settings)
    : PagedAsyncEnumerable<TResponse, TResource>
    where TRequest : class, IPageRequest, Google.Protobuf.IMessage<TRequest>
    where TResponse : class, IPageResponse<TResource>
{
    public override IAsyncEnumerable<TResponse> AsRawResponses() => PagesAsync();

    public override async Task<Page<TResource>> ReadPageAsync(int pageSize, CancellationToken cancellationToken = default)
    {
        var next = request.Clone();
        var items = new List<TResource>();
        while (true)
        {
            next.PageSize = pageSize - items.Count;
            var response = await call.Async(next, With(cancellationToken));
            items.AddRange(response);
            if (items.Count >= pageSize || response.NextPageToken.Length == 0)
            {
                return new Page<TResource>(items, response.NextPageToken);
            }

            next.PageToken = response.NextPageToken;
        }
    }

    public override async IAsyncEnumerator<TResource> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var page in PagesAsync(cancellationToken))
        {
            foreach (var resource in page)
            {
                yield return resource;
            }
        }
    }

    private async IAsyncEnumerable<TResponse> PagesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var next = request.Clone();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var response = await call.Async(next, With(cancellationToken));
            yield return response;
            if (response.NextPageToken.Length == 0)
            {
                yield break;
            }

            next.PageToken = response.NextPageToken;
        }
    }

    private CallSettings? With(CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled ? settings.WithCancellationToken(cancellationToken) : settings;
}
