using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax;

namespace Google.Cloud.PubSub.V1;

public abstract partial class PublisherClient
{
    /// <summary>Settings of a <see cref="PublisherClient"/>.</summary>
    public sealed class Settings
    {
        /// <summary>Creates settings with nothing set.</summary>
        public Settings()
        {
        }

        private Settings(Settings other)
        {
            BatchingSettings = other.BatchingSettings;
            Scheduler = other.Scheduler;
            EnableMessageOrdering = other.EnableMessageOrdering;
            DisposeTimeout = other.DisposeTimeout;
            EnableCompression = other.EnableCompression;
            CompressionBytesThreshold = other.CompressionBytesThreshold;
        }

        /// <summary>
        /// When a batch is closed; a threshold left out is the API's limit. Null: a publisher that has nothing under way sends
        /// at once, and batches grow while requests are under way.
        /// </summary>
        [AllowNull]
        public BatchingSettings BatchingSettings { get; set; } = null!;

        /// <summary>Scheduler of the publisher's waits; null for real time.</summary>
        [AllowNull]
        public IScheduler Scheduler { get; set; } = null!;

        /// <summary>Whether messages may have ordering keys. Default: false.</summary>
        public bool EnableMessageOrdering { get; set; }

        /// <summary>Time limit of disposing for unsent messages; null for <see cref="DefaultDisposeTimeout"/>.</summary>
        public TimeSpan? DisposeTimeout { get; set; }

        /// <summary>Whether large batches are compressed with gzip. Default: false.</summary>
        public bool EnableCompression { get; set; }

        /// <summary>From how many bytes on a batch is compressed; null for <see cref="DefaultCompressionBytesThreshold"/>.</summary>
        public long? CompressionBytesThreshold { get; set; }

        /// <summary>A copy, which can be changed without changing this.</summary>
        public Settings Clone() => new(this);

        internal void Validate()
        {
            if (BatchingSettings is not { } batching)
            {
                return;
            }

            const string name = nameof(BatchingSettings);
            if (batching.ElementCountThreshold is { } count)
            {
                GaxPreconditions.CheckArgumentRange(
                    count, $"{name}.{nameof(batching.ElementCountThreshold)}", 1, ApiMaxBatchingSettings.ElementCountThreshold!.Value);
            }

            if (batching.ByteCountThreshold is { } bytes)
            {
                GaxPreconditions.CheckArgumentRange(
                    bytes, $"{name}.{nameof(batching.ByteCountThreshold)}", 1, ApiMaxBatchingSettings.ByteCountThreshold!.Value);
            }

            GaxPreconditions.CheckArgument(
                batching.DelayThreshold is not { } delay || delay > TimeSpan.Zero,
                $"{name}.{nameof(batching.DelayThreshold)}",
                "The delay threshold must be more than zero; leave it out to close batches by count and bytes only.");
        }
    }
}
