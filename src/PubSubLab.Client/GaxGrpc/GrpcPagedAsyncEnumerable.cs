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
        GaxPreconditions.CheckArgumentRange(pageSize, nameof(pageSize), 0, int.MaxValue);
        var next = request.Clone();
        var items = new List<TResource>();
        var token = "";
        while (items.Count < pageSize)
        {
            next.PageSize = pageSize - items.Count;
            var response = await call.Async(next, With(cancellationToken));
            items.AddRange(response);
            token = response.NextPageToken;
            if (token.Length == 0)
            {
                break;
            }

            next.PageToken = token;
        }

        return new Page<TResource>(items, token);
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
