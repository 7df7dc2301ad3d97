using Google.Cloud.PubSub.V1;
using PubSubLab.Client.Tests.Gax;
using PubSubLab.Client.Tests.Subscribing;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Concurrency;

/// <summary>Handlers that block. The pool alone would need minutes to give each of them a thread.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class PoolReliefTests
{
    private const int Handlers = 400;

    private static readonly string[] s_messages = [.. Enumerable.Range(0, Handlers).Select(i => $"m{i}")];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Blocking_handlers_hold_up_neither_each_other_nor_lease_extensions_and_the_pool_is_set_back(bool afterAwait)
    {
        ThreadPool.GetMinThreads(out var before, out _);
        using var release = new ManualResetEventSlim();
        var blocked = 0;
        var script = new SubscriberScript();
        _ = script.Subscriber.StartAsync(async (_, _) =>
        {
            if (afterAwait)
            {
                await Task.Yield();
            }

            Interlocked.Increment(ref blocked);
            release.Wait(CancellationToken.None);
            return SubscriberClient.Reply.Ack;
        });
        var stream = await script.Service.OpenedAsync();
        try
        {
            stream.Send(s_messages);
            await Eventually.HoldsAsync(() => Volatile.Read(ref blocked) == Handlers, "every handler has a thread");

            // The receipt first: one that is still waiting to be sent would be one request with the extension.
            var lease = $"lease 60: {string.Join(' ', s_messages.Order(StringComparer.Ordinal))}";
            await script.Service.AskedAsync(lease, times: 1);
            await script.Time.PassAsync(TimeSpan.FromSeconds(45));
            await script.Service.AskedAsync(lease, times: 2);
        }
        finally
        {
            release.Set();
        }

        await Eventually.HoldsAsync(
            () =>
            {
                ThreadPool.GetMinThreads(out var now, out _);
                return now == before;
            },
            "the pool's minimum is what it was");
        await script.StopAsync().EndsAsync();
    }
}
