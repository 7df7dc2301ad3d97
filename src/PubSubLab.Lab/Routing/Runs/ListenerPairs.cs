namespace PubSubLab.Lab.Routing;

/// <summary>Which worker listens on which subscription at first, and for which of its users.</summary>
internal sealed class ListenerPairs
{
    private readonly RoutingPost _post;
    private readonly Dictionary<string, int> _workersBehind = new(StringComparer.Ordinal);
    private readonly string[] _subscriptionOf;

    /// <summary>Computes them from the crowd's first connections.</summary>
    public ListenerPairs(RoutingPost post)
    {
        _post = post;
        var workers = post.Crowd.WorkerOf;
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var pairs = new HashSet<(string, int)>();
        _subscriptionOf = new string[workers.Count];
        for (var user = 0; user < workers.Count; user++)
        {
            var name = post.SubscriptionOf(user, workers[user]);
            if (!names.TryAdd(name, name))
            {
                name = names[name];
            }

            _subscriptionOf[user] = name;
            if (pairs.Add((name, workers[user])))
            {
                _workersBehind[name] = _workersBehind.GetValueOrDefault(name) + 1;
            }
        }

        Count = pairs.Count;
    }

    /// <summary>How many pairs there are: as many streams.</summary>
    public int Count { get; }

    /// <summary>The subscription of a user, as one object for each name.</summary>
    public string SubscriptionOf(int user) => _subscriptionOf[user];

    /// <summary>A worker's users.</summary>
    public IEnumerable<int> UsersOf(int worker) => Enumerable.Range(0, _post.Crowd.Users.Count).Where(u => _post.Crowd.WorkerOf[u] == worker);

    /// <summary>For each number of workers behind a subscription, how many messages go there.</summary>
    public IEnumerable<(int Workers, int Messages)> WorkersBehindMessages() =>
        _post.Crowd.Recipients.CountBy(u => _workersBehind[_subscriptionOf[u]]).Select(c => (c.Key, c.Value)).OrderBy(c => c.Key);
}
