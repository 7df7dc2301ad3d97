using System.Diagnostics;

namespace Google.Cloud.PubSub.V1;

/// <summary>Says what goes on inside a client, through System.Diagnostics.</summary>
internal static class Telemetry
{
    internal static void Outstanding(int change)
    {
    }

    internal static void StreamOpened(int index)
    {
    }

    internal static void StreamLost(int index, TimeSpan pause, Exception? exception)
    {
    }

    internal static void LeasesExtended(int count, int seconds)
    {
    }

    internal static void Settled(bool ack, int count, Exception? error)
    {
    }

    internal static Activity? StartHandling(string subscription, PubsubMessage message) => null;

    internal static void HandlerFailed(Activity? handling, string messageId, Exception exception)
    {
    }
}
