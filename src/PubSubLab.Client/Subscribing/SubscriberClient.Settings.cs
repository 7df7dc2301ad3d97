using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberClient
{
    /// <summary>Settings of a <see cref="SubscriberClient"/>.</summary>
    public sealed class Settings
    {
        /// <summary>Creates settings with nothing set.</summary>
        public Settings()
        {
        }

        private Settings(Settings other)
        {
            FlowControlSettings = other.FlowControlSettings;
            UseLegacyFlowControl = other.UseLegacyFlowControl;
            AckDeadline = other.AckDeadline;
            AckExtensionWindow = other.AckExtensionWindow;
            MaxTotalAckExtension = other.MaxTotalAckExtension;
            Scheduler = other.Scheduler;
            Clock = other.Clock;
            DisposeTimeout = other.DisposeTimeout;
        }

        /// <summary>
        /// How many messages and bytes are handled at once, over all streams; each stream asks the service for no more than
        /// that too. Null for <see cref="DefaultFlowControlSettings"/>.
        /// </summary>
        [AllowNull]
        public FlowControlSettings FlowControlSettings { get; set; } = null!;

        /// <summary>Whether the service is left out of flow control. Default: false.</summary>
        public bool UseLegacyFlowControl { get; set; }

        /// <summary>Lease duration in whole seconds, 10 s to 10 min; null for <see cref="DefaultAckDeadline"/>.</summary>
        public TimeSpan? AckDeadline { get; set; }

        /// <summary>
        /// How long before its end a lease is extended: 50 ms to half the ack deadline; null for
        /// <see cref="DefaultAckExtensionWindow"/>.
        /// </summary>
        public TimeSpan? AckExtensionWindow { get; set; }

        /// <summary>Limit of a lease's total extension; null for <see cref="DefaultMaxTotalAckExtension"/>.</summary>
        public TimeSpan? MaxTotalAckExtension { get; set; }

        /// <summary>Scheduler of the subscriber's waits; null for real time.</summary>
        [AllowNull]
        public IScheduler Scheduler { get; set; } = null!;

        /// <summary>The subscriber's clock; null for the machine's. Set it together with <see cref="Scheduler"/>.</summary>
        [AllowNull]
        public IClock Clock { get; set; } = null!;

        /// <summary>Time limit of disposing; null for <see cref="DefaultDisposeTimeout"/>.</summary>
        public TimeSpan? DisposeTimeout { get; set; }

        /// <summary>A copy, which can be changed without changing this.</summary>
        public Settings Clone() => new(this);

        internal void Validate()
        {
            if (AckDeadline is { } deadline)
            {
                GaxPreconditions.CheckArgumentRange(deadline, nameof(AckDeadline), MinimumAckDeadline, MaximumAckDeadline);
            }

            if (AckExtensionWindow is { } window)
            {
                GaxPreconditions.CheckArgumentRange(
                    window, nameof(AckExtensionWindow), MinimumAckExtensionWindow, (AckDeadline ?? DefaultAckDeadline) / 2);
            }

            if (MaxTotalAckExtension is { } total)
            {
                GaxPreconditions.CheckNonNegativeDelay(total, nameof(MaxTotalAckExtension));
            }
        }
    }
}
