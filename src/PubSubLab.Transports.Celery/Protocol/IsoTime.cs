using System.Globalization;

namespace PubSubLab.Transports.Celery.Protocol;

/// <summary>Moments as Celery writes them: ISO 8601, and UTC where no zone is said.</summary>
internal static class IsoTime
{
    public static bool TryParse(string text, out DateTimeOffset moment) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);
}
