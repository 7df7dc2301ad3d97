namespace PubSubLab.Lab.Routing;

/// <summary>What a month costs, estimated from Pub/Sub's published price of throughput. Storage, network egress and free credits are left out.</summary>
public static class RoutingPrice
{
    /// <summary>US dollars for a TiB of throughput (Pub/Sub pricing, Message Delivery Basic).</summary>
    public const double DollarsPerTiB = 40;

    /// <summary>GiB a month that cost nothing.</summary>
    public const double FreeGiB = 10;

    /// <summary>The fewest bytes that a request is billed with.</summary>
    public const int LeastBytes = 1_000;

    private const double GiB = 1L << 30;
    private const double TiB = 1L << 40;

    /// <summary>The formula and what it assumes, to stand beside every figure.</summary>
    public static string Assumptions(double messagesPerMonth, int messageBytes) =>
        $"{messagesPerMonth:N0} messages of {messageBytes:N0} bytes a month, one message a request (at least {LeastBytes:N0} bytes each); billed bytes a message = "
        + "bytes x (publishes + deliveries + subscriptions that filter it out, which are billed as deliveries); "
        + $"{DollarsPerTiB:0} USD per TiB, the first {FreeGiB:0} GiB a month free; without storage and egress.";

    /// <summary>Bytes billed for one useful message.</summary>
    /// <param name="messageBytes">Size of the message.</param>
    /// <param name="publishes">Publishes for each useful message, 1 unless it is passed on.</param>
    /// <param name="deliveries">Deliveries for each useful message.</param>
    /// <param name="subscriptionsOnTopic">All subscriptions of its topic; all but one filter it out.</param>
    public static double BytesPerMessage(int messageBytes, double publishes, double deliveries, double subscriptionsOnTopic) =>
        Math.Max(messageBytes, LeastBytes) * (publishes + deliveries + (publishes * (subscriptionsOnTopic - 1)));

    /// <summary>US dollars a month.</summary>
    public static double PerMonth(double messagesPerMonth, double bytesPerMessage) =>
        Math.Max(0, (messagesPerMonth * bytesPerMessage) - (FreeGiB * GiB)) / TiB * DollarsPerTiB;
}
