namespace PubSubLab.Configuration;

/// <summary>The names of the settings that no single backend owns; each backend names its own.</summary>
internal static class SettingKeys
{
    public const string Backend = "BACKEND";
    public const string ProjectId = "PROJECT_ID";
    public const string TopicName = "TOPIC_NAME";
    public const string SubscriptionName = "SUBSCRIPTION_NAME";
    public const string EmulatorHost = "PUBSUB_EMULATOR_HOST";
    public const string SlowHandlerSeconds = "SLOW_HANDLER_SECONDS";

    /// <summary>All of these.</summary>
    public static IReadOnlyList<string> Common { get; } = [Backend, ProjectId, TopicName, SubscriptionName, EmulatorHost, SlowHandlerSeconds];
}
