using System.Globalization;

namespace Google.Cloud.PubSub.V1;

/// <summary>Message data beyond its fields.</summary>
public static class PubsubExtensions
{
    internal const string DeliveryAttemptAttribute = "googclient_deliveryattempt";

    /// <summary>
    /// Which delivery this is: 1 plus the nacks and expired leases before it. Null where the subscription has no dead-letter policy.
    /// </summary>
    public static int? GetDeliveryAttempt(this PubsubMessage msg) =>
        msg.Attributes.TryGetValue(DeliveryAttemptAttribute, out var text)
        && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var attempt)
            ? attempt
            : null;
}
