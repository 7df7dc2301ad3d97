namespace PubSubLab.Transports.Celery.Presence;

/// <summary>The exchanges of Celery's events and remote control (Celery docs, Monitoring; kombu/pidbox.py).</summary>
internal static class PresenceNames
{
    /// <summary>Where workers announce themselves and their tasks: a topic exchange, on Redis a fanout one.</summary>
    public const string Events = "celeryev";

    /// <summary>Where commands come from: a fanout exchange.</summary>
    public const string Control = "celery.pidbox";
}
