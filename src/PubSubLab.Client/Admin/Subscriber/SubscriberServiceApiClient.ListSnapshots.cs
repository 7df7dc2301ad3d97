using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Api.Gax.ResourceNames;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberServiceApiClient
{
    /// <summary>Lists the snapshots of a project.</summary>
    public virtual PagedEnumerable<ListSnapshotsResponse, Snapshot> ListSnapshots(ListSnapshotsRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Lists the snapshots of a project.</summary>
    public virtual PagedAsyncEnumerable<ListSnapshotsResponse, Snapshot> ListSnapshotsAsync(ListSnapshotsRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Lists the snapshots of a project.</summary>
    public virtual PagedEnumerable<ListSnapshotsResponse, Snapshot> ListSnapshots(string project, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListSnapshots(new ListSnapshotsRequest { Project = GaxPreconditions.CheckNotNullOrEmpty(project, nameof(project)), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the snapshots of a project.</summary>
    public virtual PagedAsyncEnumerable<ListSnapshotsResponse, Snapshot> ListSnapshotsAsync(string project, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListSnapshotsAsync(new ListSnapshotsRequest { Project = GaxPreconditions.CheckNotNullOrEmpty(project, nameof(project)), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the snapshots of a project.</summary>
    public virtual PagedEnumerable<ListSnapshotsResponse, Snapshot> ListSnapshots(ProjectName project, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListSnapshots(new ListSnapshotsRequest { Project = GaxPreconditions.CheckNotNull(project, nameof(project)).ToString(), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the snapshots of a project.</summary>
    public virtual PagedAsyncEnumerable<ListSnapshotsResponse, Snapshot> ListSnapshotsAsync(ProjectName project, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListSnapshotsAsync(new ListSnapshotsRequest { Project = GaxPreconditions.CheckNotNull(project, nameof(project)).ToString(), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);
}
