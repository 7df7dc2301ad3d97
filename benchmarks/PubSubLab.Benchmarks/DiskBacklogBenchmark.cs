using System.Buffers.Binary;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PubSubLab.Benchmarks.Brokers;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks;

/// <summary>
/// A backlog of 10 KB messages that is larger than the memory of the process: published whole, killed, and drained whole.
/// <c>--messages 2000000</c> takes 20 GB of disk.
/// </summary>
internal sealed class DiskBacklogBenchmark : ICountedBenchmark
{
    private const int Size = 10_000;
    private const int BatchSize = 100;
    private const int Publishers = 4;
    private const long Heap = 1L << 30;

    public string Name => "disk-backlog";

    public int Messages { get; set; } = 150_000;

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        var root = Directory.CreateTempSubdirectory("pubsublab-bench-").FullName;
        var directory = Path.Combine(root, "data");
        try
        {
            string subscription;
            await using (var broker = await BrokerProcess.StartOursAsync(directory, Heap))
            {
                using var client = new RawClient(broker.Endpoint);
                string topic;
                (topic, subscription) = await client.CreateAsync(cancellation);
                using var watch = new ProcessWatch(broker, directory);
                var start = TimeProvider.System.GetTimestamp();
                await FillAsync(client, topic, cancellation);
                report.Add(Name, $"publish {Messages:N0} messages of 10 KB", Messages / TimeProvider.System.GetElapsedTime(start).TotalSeconds, "msg/s");
                Add(report, watch, "while publishing");
            }

            await DrainAsync(report, directory, subscription, cancellation);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private async Task DrainAsync(Report report, string directory, string subscription, CancellationToken cancellation)
    {
        await using var broker = await BrokerProcess.StartOursAsync(directory, Heap);
        report.Add(Name, "start after a kill", broker.Started.TotalSeconds, "s", "at most 2 s a million", broker.Started.TotalSeconds <= Math.Max(1, Messages / 1e6) * 2);
        using var client = new RawClient(broker.Endpoint);
        using var watch = new ProcessWatch(broker, directory);
        var seen = new bool[Messages];
        var (left, wrong, again) = (Messages, 0, 0);
        var start = TimeProvider.System.GetTimestamp();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (var drain = await Drain.StartAsync(client, subscription, 1, long.MaxValue, cancellation, response =>
        {
            foreach (var message in response.ReceivedMessages.Select(static m => m.Message.Data))
            {
                var index = message.Length == Size ? BinaryPrimitives.ReadInt32LittleEndian(message.Span) : -1;
                if ((uint)index >= (uint)seen.Length || message.Span[sizeof(int)..].ContainsAnyExcept((byte)index))
                {
                    wrong++;
                }
                else if (seen[index])
                {
                    again++;
                }
                else
                {
                    seen[index] = true;
                    left--;
                }
            }

            if (left == 0)
            {
                done.TrySetResult();
            }
        }))
        {
            await done.Task.WaitAsync(TimeSpan.FromHours(1), TimeProvider.System, cancellation);
        }

        report.Add(Name, "drain them", Messages / TimeProvider.System.GetElapsedTime(start).TotalSeconds, "msg/s");
        report.Add(Name, "lost", left, "messages", "0", left == 0);
        report.Add(Name, "not what was published", wrong, "messages", "0", wrong == 0);
        report.Add(Name, "delivered twice", again, "messages");
        Add(report, watch, "while draining");
        var after = await watch.SettleAsync(cancellation);
        report.Add(Name, "file and log when all is drained", after / 1048576.0, "MiB");
    }

    private void Add(Report report, ProcessWatch watch, string when)
    {
        var memory = watch.Memory / 1048576.0;
        report.Add(Name, $"largest memory {when}", memory, "MiB", "at most 1,024 MiB", memory <= 1024);
        report.Add(Name, $"largest write-ahead log {when}", watch.Log / 1048576.0, "MiB");
        report.Add(Name, $"largest file {when}", watch.File / 1048576.0, "MiB");
    }

    private async Task FillAsync(RawClient client, string topic, CancellationToken cancellation)
    {
        var next = -BatchSize;
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(async _ =>
        {
            var publisher = client.Publisher();
            for (var first = Interlocked.Add(ref next, BatchSize); first < Messages; first = Interlocked.Add(ref next, BatchSize))
            {
                var request = new PublishRequest { Topic = topic };
                for (var i = first; i < Math.Min(first + BatchSize, Messages); i++)
                {
                    var data = new byte[Size];
                    data.AsSpan().Fill((byte)i);
                    BinaryPrimitives.WriteInt32LittleEndian(data, i);
                    request.Messages.Add(new PubsubMessage { Data = UnsafeByteOperations.UnsafeWrap(data) });
                }

                await publisher.PublishAsync(request, cancellationToken: cancellation);
            }
        }));
    }
}
