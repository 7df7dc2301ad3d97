using Google.Cloud.PubSub.V1;

namespace PubSubLab.Emulator.Resources;

/// <summary>Topics as the API shows them, checked (google.pubsub.v1.Topic).</summary>
internal static class TopicResource
{
    private static readonly TimeSpan s_minimumRetention = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_maximumRetention = TimeSpan.FromDays(31);

    /// <summary>Checks a topic that is to be created or to replace another, and gives a copy to keep.</summary>
    public static Topic Check(Topic topic)
    {
        ResourceName.Check("name", topic.Name, "topics");
        Labels.Check(topic.Labels);
        if (topic.MessageRetentionDuration is { } retention)
        {
            DurationField.Check("message_retention_duration", retention, s_minimumRetention, s_maximumRetention);
        }

        if (topic.IngestionDataSourceSettings is not null)
        {
            throw Fail.Unimplemented("ingestion_data_source_settings is set: this server does not import from other systems.");
        }

        var kept = topic.Clone();
        kept.State = Topic.Types.State.Active;
        // Input only (google.pubsub.v1.Topic.tags): never shown again.
        kept.Tags.Clear();
        return kept;
    }
}
