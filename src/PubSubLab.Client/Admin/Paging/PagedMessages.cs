using System.Collections;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public partial class ListTopicsRequest : IPageRequest;

public partial class ListTopicsResponse : IPageResponse<Topic>
{
    /// <summary>The entries of this page.</summary>
    public IEnumerator<Topic> GetEnumerator() => Topics.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

public partial class ListTopicSubscriptionsRequest : IPageRequest;

public partial class ListTopicSubscriptionsResponse : IPageResponse<string>
{
    /// <summary>The entries of this page.</summary>
    public IEnumerator<string> GetEnumerator() => Subscriptions.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

public partial class ListTopicSnapshotsRequest : IPageRequest;

public partial class ListTopicSnapshotsResponse : IPageResponse<string>
{
    /// <summary>The entries of this page.</summary>
    public IEnumerator<string> GetEnumerator() => Snapshots.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

public partial class ListSubscriptionsRequest : IPageRequest;

public partial class ListSubscriptionsResponse : IPageResponse<Subscription>
{
    /// <summary>The entries of this page.</summary>
    public IEnumerator<Subscription> GetEnumerator() => Subscriptions.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

public partial class ListSnapshotsRequest : IPageRequest;

public partial class ListSnapshotsResponse : IPageResponse<Snapshot>
{
    /// <summary>The entries of this page.</summary>
    public IEnumerator<Snapshot> GetEnumerator() => Snapshots.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

public partial class ListSchemasRequest : IPageRequest;

public partial class ListSchemasResponse : IPageResponse<Schema>
{
    /// <summary>The entries of this page.</summary>
    public IEnumerator<Schema> GetEnumerator() => Schemas.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

public partial class ListSchemaRevisionsRequest : IPageRequest;

public partial class ListSchemaRevisionsResponse : IPageResponse<Schema>
{
    /// <summary>The entries of this page.</summary>
    public IEnumerator<Schema> GetEnumerator() => Schemas.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
