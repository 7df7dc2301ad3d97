using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Benchmarks.Screens;

/// <summary>A broker's inspection that lists a number of subscriptions, all of them with a backlog.</summary>
internal sealed class ListedTopology(int subscriptions) : ITopologyAdministration, IBacklogView
{
    private const string Topic = "lab-tasks";
    private static readonly BacklogState s_backlog = new(12, 3, TimeSpan.FromSeconds(3));

    private readonly TopologyListing _listing = new(
        [Topic], [.. Enumerable.Range(0, subscriptions).Select(i => new SubscriptionSpec(NameOf(i), Topic) { Filter = $"attributes.user_id = \"user{i}\"" })]);

    public static string NameOf(int number) => $"sub-{number}";

    public Task<TopologyListing> ListAsync(CancellationToken cancellation) => Task.FromResult(_listing);

    public BacklogState? Read(string subscription) => s_backlog;

    public IReadOnlyList<WaitingMessage>? Peek(string subscription, int most) => null;

    public Task CreateTopicAsync(string topic, CancellationToken cancellation) => Refuse();

    public Task CreateSubscriptionAsync(SubscriptionSpec spec, CancellationToken cancellation) => Refuse();

    public Task DeleteTopicAsync(string topic, CancellationToken cancellation) => Refuse();

    public Task DeleteSubscriptionAsync(string subscription, CancellationToken cancellation) => Refuse();

    public Task<int> SendBackAsync(string subscription, CancellationToken cancellation) => Task.FromException<int>(new NotSupportedException());

    private static Task Refuse() => Task.FromException(new NotSupportedException());
}
