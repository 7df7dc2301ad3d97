namespace PubSubLab.Transports.Celery.Presence;

/// <summary>The broker, as <c>celery inspect stats</c> shows it. It never holds a password.</summary>
internal sealed record BrokerFacts(string Transport, string Host, int Port, string VirtualHost);
