namespace PubSubLab.Lab.Demo;

/// <summary>The demo's steps. Everything that it shows is changed here.</summary>
public static class DemoScript
{
    private const int Burst = 10;
    private const int Users = 40;
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(120);

    // As long as the way to the worker can be watched; an ack before that would be over before it is said.
    private static readonly TimeSpan s_oneTask = TimeSpan.FromSeconds(3);

    /// <summary>The steps, in order. The last one hands the lab over.</summary>
    public static IReadOnlyList<DemoStep> Steps { get; } =
    [
        new("One task: published, copied to a subscription, delivered to a worker.", TimeSpan.FromSeconds(2.8), (s, c) =>
        {
            s.Slow(s.First, s_oneTask);
            return s.PublishAsync(1, TimeSpan.Zero, c);
        })
        {
            Until = s => s.Delivered(s.First) >= 1,
        },
        new("The worker acknowledges. Only then does Pub/Sub forget it.", TimeSpan.FromSeconds(2.4))
        {
            SaidWhen = s => s.Acked(s.First) >= 1,
        },
        new("Ten slow tasks, one worker: all at once, {slow}.", TimeSpan.FromSeconds(3.5), async (s, c) =>
        {
            await s.SwitchAsync(s.First, "slow", c);
            await s.PublishAsync(Burst, TimeSpan.Zero, c);
        })
        {
            Until = s => s.Acked(s.First) >= 1 + Burst,
        },
        new("A second worker joins. Each task goes to one of them.", TimeSpan.FromSeconds(2.6), async (s, c) =>
        {
            await s.SpawnSecondAsync("slow", c);
            await s.PublishAsync(Burst, s_pace, c);
        })
        {
            Until = s => s.Outstanding(s.First) >= 1,
        },
        new("{first} is killed. Nobody tells Pub/Sub.", TimeSpan.FromSeconds(2.2), (s, _) =>
        {
            s.KillFirst();
            return Task.CompletedTask;
        }),
        new("Its tasks stay leased to it: up to {lease} more.", TimeSpan.FromSeconds(2.4)),
        new("Meanwhile, a filter: forty published, one let through.", TimeSpan.FromSeconds(3), async (s, c) =>
        {
            await s.OpenFilterAsync(c);
            await s.PublishToUsersAsync(Users, TimeSpan.FromMilliseconds(40), c);
        })
        {
            NeedsFilters = true,
        },
        new("Leases over: {second} takes the tasks. Nothing was lost.", TimeSpan.FromSeconds(3.6), (s, _) =>
        {
            s.LookAt(s.Second);
            return Task.CompletedTask;
        })
        {
            SaidWhen = s => s.HasTakenOver,
        },
        new("Now you: {publish} publishes, {worker.spawn} adds a worker, {worker.kill} kills one.", TimeSpan.FromSeconds(4)),
    ];
}
