using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Tui.Broker;

/// <summary>A backend's listing, by name. It never changes.</summary>
internal sealed class ListedResources(TopologyListing listing)
{
    /// <summary>Subscriptions of a backend that lists none.</summary>
    public static IReadOnlyDictionary<string, SubscriptionSpec> None { get; } = new Dictionary<string, SubscriptionSpec>();

    public TopologyListing Listing => listing;

    public IReadOnlySet<string> Topics { get; } = listing.Topics.ToHashSet(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, SubscriptionSpec> Specs { get; } = listing.Subscriptions.ToDictionary(s => s.Name, StringComparer.Ordinal);

    public bool IsSame(TopologyListing other) => listing.Topics.SequenceEqual(other.Topics) && listing.Subscriptions.SequenceEqual(other.Subscriptions)
        && listing.Transforms.Count == other.Transforms.Count && listing.Transforms.All(t => other.Transforms.GetValueOrDefault(t.Key) == t.Value);
}
