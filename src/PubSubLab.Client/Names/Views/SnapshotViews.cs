namespace Google.Cloud.PubSub.V1;

public partial class Snapshot
{
    /// <summary><see cref="Name"/>, parsed; null when it is empty.</summary>
    public V1.SnapshotName SnapshotName
    {
        get => string.IsNullOrEmpty(Name) ? null! : V1.SnapshotName.Parse(Name, allowUnparsed: true);
        set => Name = value?.ToString() ?? "";
    }

    /// <summary><see cref="Topic"/>, parsed; null when it is empty.</summary>
    public TopicName TopicAsTopicName
    {
        get => string.IsNullOrEmpty(Topic) ? null! : TopicName.Parse(Topic, allowUnparsed: true);
        set => Topic = value?.ToString() ?? "";
    }
}

public partial class CreateSnapshotRequest
{
    /// <summary><see cref="Name"/>, parsed; null when it is empty.</summary>
    public V1.SnapshotName SnapshotName
    {
        get => string.IsNullOrEmpty(Name) ? null! : V1.SnapshotName.Parse(Name, allowUnparsed: true);
        set => Name = value?.ToString() ?? "";
    }

    /// <summary><see cref="Subscription"/>, parsed; null when it is empty.</summary>
    public SubscriptionName SubscriptionAsSubscriptionName
    {
        get => string.IsNullOrEmpty(Subscription) ? null! : SubscriptionName.Parse(Subscription, allowUnparsed: true);
        set => Subscription = value?.ToString() ?? "";
    }
}

public partial class SeekRequest
{
    /// <summary><see cref="Subscription"/>, parsed; null when it is empty.</summary>
    public SubscriptionName SubscriptionAsSubscriptionName
    {
        get => string.IsNullOrEmpty(Subscription) ? null! : SubscriptionName.Parse(Subscription, allowUnparsed: true);
        set => Subscription = value?.ToString() ?? "";
    }

    /// <summary><see cref="Snapshot"/>, parsed; null when it is empty.</summary>
    public SnapshotName SnapshotAsSnapshotName
    {
        get => string.IsNullOrEmpty(Snapshot) ? null! : SnapshotName.Parse(Snapshot, allowUnparsed: true);
        set => Snapshot = value?.ToString() ?? "";
    }
}

public partial class ListSnapshotsRequest
{
    /// <summary><see cref="Project"/>, parsed; null when it is empty.</summary>
    public Google.Api.Gax.ResourceNames.ProjectName ProjectAsProjectName
    {
        get => string.IsNullOrEmpty(Project) ? null! : Google.Api.Gax.ResourceNames.ProjectName.Parse(Project, allowUnparsed: true);
        set => Project = value?.ToString() ?? "";
    }
}

public partial class GetSnapshotRequest
{
    /// <summary><see cref="Snapshot"/>, parsed; null when it is empty.</summary>
    public SnapshotName SnapshotAsSnapshotName
    {
        get => string.IsNullOrEmpty(Snapshot) ? null! : SnapshotName.Parse(Snapshot, allowUnparsed: true);
        set => Snapshot = value?.ToString() ?? "";
    }
}

public partial class DeleteSnapshotRequest
{
    /// <summary><see cref="Snapshot"/>, parsed; null when it is empty.</summary>
    public SnapshotName SnapshotAsSnapshotName
    {
        get => string.IsNullOrEmpty(Snapshot) ? null! : SnapshotName.Parse(Snapshot, allowUnparsed: true);
        set => Snapshot = value?.ToString() ?? "";
    }
}
