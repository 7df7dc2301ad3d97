namespace PubSubLab.Emulator.Storage;

/// <summary>Names of the numbers in the table <c>meta</c>: the last ones that were given out.</summary>
internal static class Counters
{
    public const string Start = "start";
    public const string Message = "last_message";
    public const string Topic = "last_topic";
    public const string Subscription = "last_subscription";
    public const string SchemaRevision = "last_schema_revision";
}
