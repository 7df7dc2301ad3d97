using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Api.Gax.ResourceNames;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberServiceApiClient
{
    /// <summary>Lists the subscriptions of a project.</summary>
    public virtual PagedEnumerable<ListSubscriptionsResponse, Subscription> ListSubscriptions(ListSubscriptionsRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Lists the subscriptions of a project.</summary>
    public virtual PagedAsyncEnumerable<ListSubscriptionsResponse, Subscription> ListSubscriptionsAsync(ListSubscriptionsRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Lists the subscriptions of a project.</summary>
    public virtual PagedEnumerable<ListSubscriptionsResponse, Subscription> ListSubscriptions(string project, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListSubscriptions(new ListSubscriptionsRequest { Project = GaxPreconditions.CheckNotNullOrEmpty(project, nameof(project)), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the subscriptions of a project.</summary>
    public virtual PagedAsyncEnumerable<ListSubscriptionsResponse, Subscription> ListSubscriptionsAsync(string project, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListSubscriptionsAsync(new ListSubscriptionsRequest { Project = GaxPreconditions.CheckNotNullOrEmpty(project, nameof(project)), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the subscriptions of a project.</summary>
    public virtual PagedEnumerable<ListSubscriptionsResponse, Subscription> ListSubscriptions(ProjectName project, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListSubscriptions(new ListSubscriptionsRequest { Project = GaxPreconditions.CheckNotNull(project, nameof(project)).ToString(), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the subscriptions of a project.</summary>
    public virtual PagedAsyncEnumerable<ListSubscriptionsResponse, Subscription> ListSubscriptionsAsync(ProjectName project, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListSubscriptionsAsync(new ListSubscriptionsRequest { Project = GaxPreconditions.CheckNotNull(project, nameof(project)).ToString(), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);
}
