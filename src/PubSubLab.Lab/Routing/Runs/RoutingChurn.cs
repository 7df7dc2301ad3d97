namespace PubSubLab.Lab.Routing;

/// <summary>Users who move to another worker, or drop out and come back somewhere, while messages flow.</summary>
internal sealed class RoutingChurn(
    RoutingPost post, RoutingLedger ledger, PresenceMap map, IReadOnlyList<RoutingWorker> workers, RoutingPublisher publisher, TimeProvider time)
{
    private readonly List<Task> _moves = [];

    /// <summary>Moves users until it is told to end; then everybody who is away comes back, and everybody's old worker has noticed.</summary>
    /// <param name="over">Ends the moving.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task RunAsync(CancellationToken over, CancellationToken cancellation)
    {
        var random = new Random(post.Options.Seed);
        var busy = new HashSet<int>();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over, cancellation);
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(1 / post.Options.Churn), time);
        try
        {
            while (await ticks.WaitForNextTickAsync(either.Token))
            {
                var user = random.Next(post.Crowd.Users.Count);
                var to = random.Next(workers.Count);
                if (Take(busy, user))
                {
                    _moves.Add(MoveAsync(user, to, random.Next(2) == 0, busy, cancellation));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Enough moved, or the run was given up; either way those on the move arrive.
        }

        await Task.WhenAll(_moves);
    }

    private async Task MoveAsync(int user, int to, bool away, HashSet<int> busy, CancellationToken cancellation)
    {
        var from = ledger.WorkerOf(user)!.Value;
        if (away)
        {
            ledger.Move(user, null);
            await Task.WhenAll(NoticeAsync(user, from, cancellation), Task.Delay(post.Options.AwayFor, time, cancellation));
            await ArriveAsync(user, to, cancellation);
        }
        else if (to != from)
        {
            await ArriveAsync(user, to, cancellation);
            await NoticeAsync(user, from, cancellation);
        }

        lock (busy)
        {
            busy.Remove(user);
        }
    }

    /// <summary>The user connects; from the moment that the worker listens, the user is there.</summary>
    private async Task ArriveAsync(int user, int to, CancellationToken cancellation)
    {
        await workers[to].ConnectAsync([user], cancellation);
        ledger.Move(user, to);
        await publisher.UnparkAsync(map.Connect(user, to), cancellation);
    }

    private async Task NoticeAsync(int user, int from, CancellationToken cancellation)
    {
        await Task.Delay(post.Options.NoticeAfter, time, cancellation);
        map.Leave(user, from);
        await workers[from].LeaveAsync(user, cancellation);
    }

    private static bool Take(HashSet<int> busy, int user)
    {
        lock (busy)
        {
            return busy.Add(user);
        }
    }
}
