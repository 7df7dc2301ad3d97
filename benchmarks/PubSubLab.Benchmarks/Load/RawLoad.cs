namespace PubSubLab.Benchmarks.Load;

/// <summary>The load that generated stubs make: publishers beside each other, full batches, acks on the stream.</summary>
internal static class RawLoad
{
    private const int BatchSize = 500;
    private const int Publishers = 4;

    /// <summary>Messages a second from publishing to arrival.</summary>
    public static async Task<double> MeasureAsync(RawClient client, int streams, int total, CancellationToken cancellation)
    {
        // A subscription of its own for each round: what the streams of the round before were sent last is leased to them.
        var (topic, subscription) = await client.CreateAsync(cancellation);
        await using var drain = await Drain.StartAsync(client, subscription, streams, total, cancellation);
        var publisher = client.Publisher();
        var start = TimeProvider.System.GetTimestamp();
        var batch = RawClient.Batch(topic, BatchSize);
        var left = total / BatchSize;
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await publisher.PublishAsync(batch, cancellationToken: cancellation);
            }
        }));
        await drain.Done.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, cancellation);
        return total / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }
}
