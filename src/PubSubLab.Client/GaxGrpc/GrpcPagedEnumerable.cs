namespace Google.Api.Gax.Grpc;

/// <summary>A list over gRPC that asks for its pages as they are needed.</summary>
internal sealed class GrpcPagedEnumerable<TRequest, TResponse, TResource>(ApiCall<TRequest, TResponse> call, TRequest request, CallSettings? settings)
    : PagedEnumerable<TResponse, TResource>
    where TRequest : class, IPageRequest, Google.Protobuf.IMessage<TRequest>
    where TResponse : class, IPageResponse<TResource>
{
    public override IEnumerable<TResponse> AsRawResponses()
    {
        var next = request.Clone();
        while (true)
        {
            var response = call.Sync(next, settings);
            yield return response;
            if (response.NextPageToken.Length == 0)
            {
                yield break;
            }

            next.PageToken = response.NextPageToken;
        }
    }

    public override Page<TResource> ReadPage(int pageSize)
    {
        var next = request.Clone();
        var items = new List<TResource>();
        while (true)
        {
            next.PageSize = pageSize - items.Count;
            var response = call.Sync(next, settings);
            items.AddRange(response);
            if (items.Count >= pageSize || response.NextPageToken.Length == 0)
            {
                return new Page<TResource>(items, response.NextPageToken);
            }

            next.PageToken = response.NextPageToken;
        }
    }

    public override IEnumerator<TResource> GetEnumerator() => AsRawResponses().SelectMany(page => page).GetEnumerator();
}
