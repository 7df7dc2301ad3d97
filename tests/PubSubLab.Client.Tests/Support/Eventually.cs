using System.Globalization;

namespace PubSubLab.Client.Tests.Support;

/// <summary>Waits for conditions, 60 s at most or as long as PUBSUBLAB_PATIENCE_SECONDS says. A mutation run fails sooner.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_patience =
        TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("PUBSUBLAB_PATIENCE_SECONDS") ?? "60", CultureInfo.InvariantCulture));

    /// <summary>Waits until the condition holds; fails the test when it does not come true for a long time.</summary>
    internal static async Task HoldsAsync(Func<bool> condition, string what)
    {
        using var deadline = new CancellationTokenSource(s_patience, TimeProvider.System);
        while (!condition())
        {
            deadline.IsCancellationRequested.ShouldBeFalse(what);
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits for a task; fails the test when it does not end for a long time.</summary>
    internal static Task EndsAsync(this Task task) => task.WaitAsync(s_patience, TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>Waits for a task; fails the test when it does not end for a long time.</summary>
    internal static Task<T> EndsAsync<T>(this Task<T> task) => task.WaitAsync(s_patience, TimeProvider.System, TestContext.Current.CancellationToken);
}
