using System.Text;

namespace PubSubLab.Lab.Routing;

/// <summary>The published limits that routing meets (Pub/Sub docs, "Quotas and limits", Resource limits).</summary>
public static class PublishedLimits
{
    /// <summary>Where they are published.</summary>
    public const string Source = "Pub/Sub docs, Quotas and limits";

    /// <summary>Topics in a project.</summary>
    public const int TopicsPerProject = 10_000;

    /// <summary>Subscriptions in a project.</summary>
    public const int SubscriptionsPerProject = 10_000;

    /// <summary>Subscriptions on a topic.</summary>
    public const int SubscriptionsPerTopic = 10_000;

    /// <summary>A filter's longest text, in bytes; it cannot be changed later (Pub/Sub docs, Filter messages).</summary>
    public const int FilterBytes = 256;

    /// <summary>Passes a filter on, or says that it is too long.</summary>
    /// <exception cref="LabException">It is longer than Pub/Sub takes.</exception>
    public static string CheckFilter(string filter) => Encoding.UTF8.GetByteCount(filter) is var bytes and > FilterBytes
        ? throw new LabException($"The filter {OutsideText.Begin(filter, 40)}… has {bytes:N0} bytes; Pub/Sub takes at most {FilterBytes}. Use a shorter name in it.")
        : filter;
}
