namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>Waits for conditions.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits until the condition holds; fails the test when it does not come true for a long time.</summary>
    public static Task HoldsAsync(Func<bool> condition, string what) => HoldsAsync(() => Task.FromResult(condition()), what);

    /// <summary>Waits until the condition holds; fails the test when it does not come true for a long time.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what)
    {
        using var deadline = new CancellationTokenSource(s_patience, TimeProvider.System);
        while (!await condition())
        {
            deadline.IsCancellationRequested.ShouldBeFalse(what);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits for a task; fails the test when it does not end for a long time.</summary>
    public static Task<T> EndsAsync<T>(this Task<T> task) => task.WaitAsync(s_patience, TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>Waits for a task; fails the test when it does not end for a long time.</summary>
    public static Task EndsAsync(this Task task) => task.WaitAsync(s_patience, TimeProvider.System, TestContext.Current.CancellationToken);
}
