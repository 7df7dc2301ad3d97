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
        GaxPreconditions.CheckArgumentRange(pageSize, nameof(pageSize), 0, int.MaxValue);
        var next = request.Clone();
        var items = new List<TResource>();
        var token = "";
        while (items.Count < pageSize)
        {
            next.PageSize = pageSize - items.Count;
            var response = call.Sync(next, settings);
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

    public override IEnumerator<TResource> GetEnumerator() => AsRawResponses().SelectMany(page => page).GetEnumerator();
}
