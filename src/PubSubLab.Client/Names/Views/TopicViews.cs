namespace Google.Cloud.PubSub.V1;

public partial class Topic
{
    /// <summary><see cref="KmsKeyName"/>, parsed; null when it is empty.</summary>
    public CryptoKeyName KmsKeyNameAsCryptoKeyName
    {
        get => string.IsNullOrEmpty(KmsKeyName) ? null! : CryptoKeyName.Parse(KmsKeyName, allowUnparsed: true);
        set => KmsKeyName = value?.ToString() ?? "";
    }

    /// <summary><see cref="Name"/>, parsed; null when it is empty.</summary>
    public V1.TopicName TopicName
    {
        get => string.IsNullOrEmpty(Name) ? null! : V1.TopicName.Parse(Name, allowUnparsed: true);
        set => Name = value?.ToString() ?? "";
    }
}

public partial class SchemaSettings
{
    /// <summary><see cref="Schema"/>, parsed; null when it is empty.</summary>
    public SchemaName SchemaAsSchemaName
    {
        get => string.IsNullOrEmpty(Schema) ? null! : SchemaName.Parse(Schema, allowUnparsed: true);
        set => Schema = value?.ToString() ?? "";
    }
}

public partial class GetTopicRequest
{
    /// <summary><see cref="Topic"/>, parsed; null when it is empty.</summary>
    public TopicName TopicAsTopicName
    {
        get => string.IsNullOrEmpty(Topic) ? null! : TopicName.Parse(Topic, allowUnparsed: true);
        set => Topic = value?.ToString() ?? "";
    }
}

public partial class PublishRequest
{
    /// <summary><see cref="Topic"/>, parsed; null when it is empty.</summary>
    public TopicName TopicAsTopicName
    {
        get => string.IsNullOrEmpty(Topic) ? null! : TopicName.Parse(Topic, allowUnparsed: true);
        set => Topic = value?.ToString() ?? "";
    }
}

public partial class ListTopicSubscriptionsRequest
{
    /// <summary><see cref="Topic"/>, parsed; null when it is empty.</summary>
    public TopicName TopicAsTopicName
    {
        get => string.IsNullOrEmpty(Topic) ? null! : TopicName.Parse(Topic, allowUnparsed: true);
        set => Topic = value?.ToString() ?? "";
    }
}

public partial class ListTopicSnapshotsRequest
{
    /// <summary><see cref="Topic"/>, parsed; null when it is empty.</summary>
    public TopicName TopicAsTopicName
    {
        get => string.IsNullOrEmpty(Topic) ? null! : TopicName.Parse(Topic, allowUnparsed: true);
        set => Topic = value?.ToString() ?? "";
    }
}

public partial class DeleteTopicRequest
{
    /// <summary><see cref="Topic"/>, parsed; null when it is empty.</summary>
    public TopicName TopicAsTopicName
    {
        get => string.IsNullOrEmpty(Topic) ? null! : TopicName.Parse(Topic, allowUnparsed: true);
        set => Topic = value?.ToString() ?? "";
    }
}

public partial class ListTopicsRequest
{
    /// <summary><see cref="Project"/>, parsed; null when it is empty.</summary>
    public Google.Api.Gax.ResourceNames.ProjectName ProjectAsProjectName
    {
        get => string.IsNullOrEmpty(Project) ? null! : Google.Api.Gax.ResourceNames.ProjectName.Parse(Project, allowUnparsed: true);
        set => Project = value?.ToString() ?? "";
    }
}

public partial class ListTopicSubscriptionsResponse
{
    /// <summary><see cref="Subscriptions"/>, parsed.</summary>
    public Google.Api.Gax.ResourceNameList<SubscriptionName> SubscriptionsAsSubscriptionNames =>
        new(Subscriptions, name => string.IsNullOrEmpty(name) ? null! : SubscriptionName.Parse(name, allowUnparsed: true));
}

public partial class ListTopicSnapshotsResponse
{
    /// <summary><see cref="Snapshots"/>, parsed.</summary>
    public Google.Api.Gax.ResourceNameList<SnapshotName> SnapshotsAsSnapshotNames =>
        new(Snapshots, name => string.IsNullOrEmpty(name) ? null! : SnapshotName.Parse(name, allowUnparsed: true));
}

public partial class IngestionFailureEvent
{
    /// <summary><see cref="Topic"/>, parsed; null when it is empty.</summary>
    public TopicName TopicAsTopicName
    {
        get => string.IsNullOrEmpty(Topic) ? null! : TopicName.Parse(Topic, allowUnparsed: true);
        set => Topic = value?.ToString() ?? "";
    }
}

public partial class IngestionDataSourceSettings
{
    public static partial class Types
    {
        public partial class AwsMsk
        {
            /// <summary><see cref="Topic"/>, parsed; null when it is empty.</summary>
            public TopicName TopicAsTopicName
            {
                get => string.IsNullOrEmpty(Topic) ? null! : TopicName.Parse(Topic, allowUnparsed: true);
                set => Topic = value?.ToString() ?? "";
            }
        }
    }
}
