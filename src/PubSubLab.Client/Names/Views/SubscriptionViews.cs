namespace Google.Cloud.PubSub.V1;

public partial class Subscription
{
    /// <summary><see cref="Name"/>, parsed; null when it is empty.</summary>
    public V1.SubscriptionName SubscriptionName
    {
        get => string.IsNullOrEmpty(Name) ? null! : V1.SubscriptionName.Parse(Name, allowUnparsed: true);
        set => Name = value?.ToString() ?? "";
    }

    /// <summary><see cref="Topic"/>, parsed; null when it is empty.</summary>
    public TopicName TopicAsTopicName
    {
        get => string.IsNullOrEmpty(Topic) ? null! : TopicName.Parse(Topic, allowUnparsed: true);
        set => Topic = value?.ToString() ?? "";
    }

    public static partial class Types
    {
        public partial class AnalyticsHubSubscriptionInfo
        {
            /// <summary><see cref="Listing"/>, parsed; null when it is empty.</summary>
            public ListingName ListingAsListingName
            {
                get => string.IsNullOrEmpty(Listing) ? null! : ListingName.Parse(Listing, allowUnparsed: true);
                set => Listing = value?.ToString() ?? "";
            }
        }
    }
}

public partial class DeadLetterPolicy
{
    /// <summary><see cref="DeadLetterTopic"/>, parsed; null when it is empty.</summary>
    public TopicName DeadLetterTopicAsTopicName
    {
        get => string.IsNullOrEmpty(DeadLetterTopic) ? null! : TopicName.Parse(DeadLetterTopic, allowUnparsed: true);
        set => DeadLetterTopic = value?.ToString() ?? "";
    }
}

public partial class DetachSubscriptionRequest
{
    /// <summary><see cref="Subscription"/>, parsed; null when it is empty.</summary>
    public SubscriptionName SubscriptionAsSubscriptionName
    {
        get => string.IsNullOrEmpty(Subscription) ? null! : SubscriptionName.Parse(Subscription, allowUnparsed: true);
        set => Subscription = value?.ToString() ?? "";
    }
}

public partial class GetSubscriptionRequest
{
    /// <summary><see cref="Subscription"/>, parsed; null when it is empty.</summary>
    public SubscriptionName SubscriptionAsSubscriptionName
    {
        get => string.IsNullOrEmpty(Subscription) ? null! : SubscriptionName.Parse(Subscription, allowUnparsed: true);
        set => Subscription = value?.ToString() ?? "";
    }
}

public partial class DeleteSubscriptionRequest
{
    /// <summary><see cref="Subscription"/>, parsed; null when it is empty.</summary>
    public SubscriptionName SubscriptionAsSubscriptionName
    {
        get => string.IsNullOrEmpty(Subscription) ? null! : SubscriptionName.Parse(Subscription, allowUnparsed: true);
        set => Subscription = value?.ToString() ?? "";
    }
}

public partial class ModifyPushConfigRequest
{
    /// <summary><see cref="Subscription"/>, parsed; null when it is empty.</summary>
    public SubscriptionName SubscriptionAsSubscriptionName
    {
        get => string.IsNullOrEmpty(Subscription) ? null! : SubscriptionName.Parse(Subscription, allowUnparsed: true);
        set => Subscription = value?.ToString() ?? "";
    }
}

public partial class PullRequest
{
    /// <summary><see cref="Subscription"/>, parsed; null when it is empty.</summary>
    public SubscriptionName SubscriptionAsSubscriptionName
    {
        get => string.IsNullOrEmpty(Subscription) ? null! : SubscriptionName.Parse(Subscription, allowUnparsed: true);
        set => Subscription = value?.ToString() ?? "";
    }
}

public partial class ModifyAckDeadlineRequest
{
    /// <summary><see cref="Subscription"/>, parsed; null when it is empty.</summary>
    public SubscriptionName SubscriptionAsSubscriptionName
    {
        get => string.IsNullOrEmpty(Subscription) ? null! : SubscriptionName.Parse(Subscription, allowUnparsed: true);
        set => Subscription = value?.ToString() ?? "";
    }
}

public partial class AcknowledgeRequest
{
    /// <summary><see cref="Subscription"/>, parsed; null when it is empty.</summary>
    public SubscriptionName SubscriptionAsSubscriptionName
    {
        get => string.IsNullOrEmpty(Subscription) ? null! : SubscriptionName.Parse(Subscription, allowUnparsed: true);
        set => Subscription = value?.ToString() ?? "";
    }
}

public partial class StreamingPullRequest
{
    /// <summary><see cref="Subscription"/>, parsed; null when it is empty.</summary>
    public SubscriptionName SubscriptionAsSubscriptionName
    {
        get => string.IsNullOrEmpty(Subscription) ? null! : SubscriptionName.Parse(Subscription, allowUnparsed: true);
        set => Subscription = value?.ToString() ?? "";
    }
}

public partial class ListSubscriptionsRequest
{
    /// <summary><see cref="Project"/>, parsed; null when it is empty.</summary>
    public Google.Api.Gax.ResourceNames.ProjectName ProjectAsProjectName
    {
        get => string.IsNullOrEmpty(Project) ? null! : Google.Api.Gax.ResourceNames.ProjectName.Parse(Project, allowUnparsed: true);
        set => Project = value?.ToString() ?? "";
    }
}
