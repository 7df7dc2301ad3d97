namespace PubSubLab.Lab.Routing;

/// <summary>The users, the workers they begin with, and whom each message is for: drawn from a seed, so that every strategy gets the same.</summary>
public sealed class RoutingCrowd
{
    private readonly Dictionary<Guid, int> _numbers;

    /// <summary>Draws them.</summary>
    public RoutingCrowd(RoutingOptions options)
    {
        var random = new Random(options.Seed);
        var bytes = new byte[16];
        var users = new Guid[options.Scale.Users];
        _numbers = new Dictionary<Guid, int>(users.Length);
        for (var i = 0; i < users.Length; i++)
        {
            do
            {
                random.NextBytes(bytes);

                // Version 4, variant 10 (RFC 9562, section 5.4).
                bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
                bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
                users[i] = new Guid(bytes, bigEndian: true);
            }
            while (!_numbers.TryAdd(users[i], i));
        }

        Users = users;
        Instances = [.. Enumerable.Range(1, options.Scale.Workers).Select(n => $"{options.InstanceName}{n}")];
        var workers = Enumerable.Range(0, users.Length).Select(i => i % options.Scale.Workers).ToArray();
        random.Shuffle(workers);
        WorkerOf = workers;

        // Shuffled: a broker that deals in turn meets users that come in turn exactly, and every message would find its worker at once.
        var recipients = Enumerable.Range(0, options.MessagesInForce).Select(m => m % users.Length).ToArray();
        random.Shuffle(recipients);
        Recipients = recipients;
    }

    /// <summary>The users' ids.</summary>
    public IReadOnlyList<Guid> Users { get; }

    /// <summary>The workers' names.</summary>
    public IReadOnlyList<string> Instances { get; }

    /// <summary>For each user the number of the worker that it is connected to at first.</summary>
    public IReadOnlyList<int> WorkerOf { get; }

    /// <summary>For each message the number of the user it is for.</summary>
    public IReadOnlyList<int> Recipients { get; }

    /// <summary>The number of a user, -1 where there is none of that id.</summary>
    public int NumberOf(string? userId) => Guid.TryParse(userId, out var user) && _numbers.TryGetValue(user, out var number) ? number : -1;
}
