using Grpc.Core;

namespace PubSubLab.Embedded;

/// <summary>Calls the engine again where it answers UNAVAILABLE, as the client library does over the wire.</summary>
internal static class InProcessRetry
{
    private const double Growth = 1.3;
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Calls until there is another answer than UNAVAILABLE, for at most a minute.</summary>
    /// <exception cref="RpcException">The last answer.</exception>
    public static Task<T> RunAsync<T>(Func<T> call, TimeProvider time, CancellationToken cancellation) =>
        RunAsync(() => Task.FromResult(call()), time, cancellation);

    /// <summary>As the other, for a call that may take time.</summary>
    public static async Task<T> RunAsync<T>(Func<Task<T>> call, TimeProvider time, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        for (var wait = s_first; ; wait *= Growth)
        {
            try
            {
                return await call();
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable && time.GetElapsedTime(began) + wait < s_patience)
            {
                await Task.Delay(wait, time, cancellation);
            }
        }
    }
}
