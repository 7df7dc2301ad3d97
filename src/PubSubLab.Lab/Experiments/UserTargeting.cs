using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments;

/// <summary>Shared parts of the user experiments: one worker per user, the same traffic, and the counts.</summary>
internal static class UserTargeting
{
    private const int Seed = 1;

    // Slow enough to see messages go round, fast enough not to wait for it.
    private static readonly TimeSpan s_watchable = TimeSpan.FromMilliseconds(50);

    /// <summary>The users' ids.</summary>
    public static IReadOnlyList<string> Users(int count) => [.. Enumerable.Range(1, count).Select(n => $"fakeuserid{n}")];

    /// <summary>A worker for each user, on the subscription that the user's number gives.</summary>
    public static async Task<Dictionary<string, string>> SpawnAsync(
        Scene scene, IReadOnlyList<string> users, Func<string, string> subscriptionOf, CancellationToken cancellation)
    {
        var workerOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var user in users)
        {
            var worker = await scene.SpawnAsync(
                new WorkerSpec { Accepts = AcceptanceRule.Users(user), Subscription = subscriptionOf(user) }, cancellation);
            workerOf.Add(user, worker.Name);
        }

        return workerOf;
    }

    /// <summary>
    /// Publishes the same number of tasks for every user, in a shuffled order, and waits until all are done. Shuffled, because a
    /// broker that deals in turn meets users that come in turn exactly, and every message would find its worker at once.
    /// </summary>
    public static async Task SendAsync(ExperimentContext context, Scene scene, IReadOnlyList<string> users, int perUser, CancellationToken cancellation)
    {
        var order = users.SelectMany(user => Enumerable.Repeat(user, perUser)).ToArray();
        new Random(Seed).Shuffle(order);
        var pace = scene.Publisher.Pace;
        using var pacing = context.Watched ? pace.Begin(s_watchable) : null;
        var due = context.Journal.Now;
        foreach (var user in order)
        {
            await scene.Publisher.PublishAsync(new PublishOrder(new TaskDraft { UserId = user }), null, cancellation);
            if (context.Watched)
            {
                due = await pace.WaitAsync(due, s_watchable, () => context.Journal.Now, context.Journal.Time, cancellation);
            }
        }

        var limit = TimeSpan.FromSeconds(60);
        var total = users.Count * perUser;
        if (!await scene.WaitUntilAsync(f => f.Done >= total, limit, cancellation))
        {
            context.Say($"Gave up waiting after {Durations.Format(limit)}: {scene.Facts.Missing} of {total} tasks did not reach their user.");
        }
    }

    /// <summary>Messages that were acknowledged by a worker of another user.</summary>
    public static int WronglyKept(IEnumerable<MessageStory> stories, Dictionary<string, string> workerOf) =>
        stories.Count(s => s.Acks.Exists(a => s.Message.UserId is not { } user || workerOf[user] != a.Worker));
}
