using Microsoft.Extensions.Time.Testing;

namespace PubSubLab.TestSupport;

/// <summary>Waits for conditions, with a deadline far beyond what a busy machine needs.</summary>
internal static class Eventually
{
    /// <summary>Deadline of every wait.</summary>
    public static readonly TimeSpan Patience =
        TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("PUBSUBLAB_PATIENCE_SECONDS") ?? "60", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Waits until the condition holds; fails the test at the deadline.</summary>
    public static Task HoldsAsync(Func<bool> condition, string what) => HoldsAsync(() => Task.FromResult(condition()), what);

    /// <summary>Waits until the condition holds; fails the test at the deadline.</summary>
    public static Task HoldsAsync(Func<Task<bool>> condition, string what) => HoldsAsync(condition, what, Patience);

    /// <summary>Waits until the condition holds; fails the test at a deadline of its own, for what takes long by a rule of Pub/Sub.</summary>
    public static Task HoldsAsync(Func<Task<bool>> condition, string what, TimeSpan patience) =>
        UntilAsync(condition, what, patience, () => Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken));

    /// <summary>Advances fake time step by step until the condition holds; fails the test at the deadline.</summary>
    public static Task HoldsAsync(Func<bool> condition, string what, FakeTimeProvider time, TimeSpan step) => UntilAsync(
        () => Task.FromResult(condition()),
        what,
        Patience,
        async () =>
        {
            time.Advance(step);
            await Task.Yield();
        });

    /// <summary>Waits for a task; fails the test at the deadline.</summary>
    public static Task<T> EndsAsync<T>(this Task<T> task) => task.WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>Waits for a task; fails the test at the deadline.</summary>
    public static Task EndsAsync(this Task task) => task.WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken);

    private static async Task UntilAsync(Func<Task<bool>> condition, string what, TimeSpan patience, Func<Task> pause)
    {
        using var deadline = new CancellationTokenSource(patience, TimeProvider.System);
        while (!await condition())
        {
            deadline.IsCancellationRequested.ShouldBeFalse(what);
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await pause();
        }
    }
}
