using Google.Api.Gax;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using TextEncoding = System.Text.Encoding;

namespace PubSubLab.Client.Samples;

/// <summary>Publishing, as a user's program does it.</summary>
public static class PublishingSamples
{
    /// <summary>Publishes in every form that there is; gives the ids.</summary>
    public static async Task<IReadOnlyList<string>> InEveryFormAsync(PublisherClient publisher)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        return
        [
            await publisher.PublishAsync(new PubsubMessage { Data = ByteString.CopyFromUtf8("message"), Attributes = { ["user_id"] = "42" } }),
            await publisher.PublishAsync("text"),
            await publisher.PublishAsync("text in another encoding", TextEncoding.Unicode),
            await publisher.PublishAsync(ByteString.CopyFromUtf8("bytes")),
            await publisher.PublishAsync(TextEncoding.UTF8.GetBytes("array")),
            await publisher.PublishAsync(new StringValue { Value = "protobuf" }),
        ];
    }

    /// <summary>Publishes under an ordering key in every form that there is; gives the ids.</summary>
    public static async Task<IReadOnlyList<string>> InOrderAsync(PublisherClient publisher, string key)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        try
        {
            return
            [
                await publisher.PublishAsync(key, "text"),
                await publisher.PublishAsync(key, "text in another encoding", TextEncoding.Unicode),
                await publisher.PublishAsync(key, ByteString.CopyFromUtf8("bytes")),
                await publisher.PublishAsync(key, TextEncoding.UTF8.GetBytes("array")),
                await publisher.PublishAsync(key, new StringValue { Value = "protobuf" }),
            ];
        }
        catch (OrderingKeyInErrorStateException e)
        {
            publisher.ResumePublish(key);
            throw new InvalidOperationException($"The key {key} of {publisher.TopicName.TopicId} had to be resumed.", e);
        }
    }

    /// <summary>Settings in which everything is said.</summary>
    public static PublisherClient.Settings Settings(IScheduler scheduler)
    {
        var limits = PublisherClient.ApiMaxBatchingSettings;
        var standard = PublisherClient.DefaultBatchingSettings;
        var settings = new PublisherClient.Settings
        {
            BatchingSettings = new BatchingSettings(
                elementCountThreshold: limits.ElementCountThreshold, byteCountThreshold: standard.ByteCountThreshold, delayThreshold: standard.DelayThreshold),
            EnableMessageOrdering = true,
            EnableCompression = true,
            CompressionBytesThreshold = PublisherClient.DefaultCompressionBytesThreshold,
            DisposeTimeout = PublisherClient.DefaultDisposeTimeout,
            Scheduler = scheduler ?? SystemScheduler.Instance,
        };
        return settings.Clone();
    }

    /// <summary>Ends a publisher: sends what waits, for a while.</summary>
    public static async Task EndAsync(PublisherClient publisher, TimeSpan patience, CancellationToken hardStop)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        await Task.WhenAll(publisher.ShutdownAsync(patience), publisher.ShutdownAsync(hardStop));
        await publisher.DisposeAsync();
    }
}
