using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Api.Gax.ResourceNames;

namespace Google.Cloud.PubSub.V1;

public abstract partial class PublisherServiceApiClient
{
    /// <summary>Lists the topics of a project.</summary>
    public virtual PagedEnumerable<ListTopicsResponse, Topic> ListTopics(ListTopicsRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Lists the topics of a project.</summary>
    public virtual PagedAsyncEnumerable<ListTopicsResponse, Topic> ListTopicsAsync(ListTopicsRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Lists the topics of a project.</summary>
    public virtual PagedEnumerable<ListTopicsResponse, Topic> ListTopics(string project, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListTopics(new ListTopicsRequest { Project = GaxPreconditions.CheckNotNullOrEmpty(project, nameof(project)), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the topics of a project.</summary>
    public virtual PagedAsyncEnumerable<ListTopicsResponse, Topic> ListTopicsAsync(string project, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListTopicsAsync(new ListTopicsRequest { Project = GaxPreconditions.CheckNotNullOrEmpty(project, nameof(project)), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the topics of a project.</summary>
    public virtual PagedEnumerable<ListTopicsResponse, Topic> ListTopics(ProjectName project, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListTopics(new ListTopicsRequest { Project = GaxPreconditions.CheckNotNull(project, nameof(project)).ToString(), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the topics of a project.</summary>
    public virtual PagedAsyncEnumerable<ListTopicsResponse, Topic> ListTopicsAsync(ProjectName project, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListTopicsAsync(new ListTopicsRequest { Project = GaxPreconditions.CheckNotNull(project, nameof(project)).ToString(), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);
}
