using System.Globalization;

namespace PubSubLab.Transports.Celery.Protocol;

/// <summary>
/// Times as Celery reads them: ISO 8601 in UTC with six fraction digits. Celery before 5.3, and later versions on Python before
/// 3.11, refuse seven digits and drop the task without a result.
/// </summary>
internal static class CeleryTime
{
    /// <summary>Writes a time, such as <c>2026-11-29T01:02:03.123456+00:00</c>.</summary>
    public static string Write(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);
}
