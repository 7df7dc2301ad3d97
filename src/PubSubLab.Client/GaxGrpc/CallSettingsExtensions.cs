using Grpc.Core;

namespace Google.Api.Gax.Grpc;

/// <summary>Lays settings over each other.</summary>
public static class CallSettingsExtensions
{
    /// <summary><paramref name="overlaid"/> over <paramref name="original"/>: headers add up, the rest is replaced where it is set.</summary>
    public static CallSettings MergedWith(this CallSettings? original, CallSettings? overlaid) => CallSettings.Merge(original, overlaid)!;

    /// <summary>The same settings with this cancellation token.</summary>
    public static CallSettings WithCancellationToken(this CallSettings? settings, CancellationToken cancellationToken) =>
        settings.MergedWith(CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>The same settings with this expiry, or none.</summary>
    public static CallSettings WithExpiration(this CallSettings? settings, Expiration? expiration) =>
        settings is null
            ? CallSettings.FromExpiration(expiration)
            : new CallSettings(
                settings.CancellationToken, expiration, settings.Retry, settings.HeaderMutation, settings.WriteOptions,
                settings.PropagationToken, settings.ResponseMetadataHandler, settings.TrailingMetadataHandler);

    /// <summary>The same settings with this retry, or none.</summary>
    public static CallSettings WithRetry(this CallSettings? settings, RetrySettings? retry) =>
        settings is null
            ? CallSettings.FromRetry(retry)
            : new CallSettings(
                settings.CancellationToken, settings.Expiration, retry, settings.HeaderMutation, settings.WriteOptions,
                settings.PropagationToken, settings.ResponseMetadataHandler, settings.TrailingMetadataHandler);

    /// <summary>The same settings with one header more.</summary>
    public static CallSettings WithHeader(this CallSettings? settings, string name, string value) =>
        settings.MergedWith(CallSettings.FromHeader(name, value));

    /// <summary>The same settings with one reader of the response's headers more.</summary>
    public static CallSettings WithResponseMetadataHandler(this CallSettings? settings, Action<Metadata> handler) =>
        settings.MergedWith(CallSettings.FromResponseMetadataHandler(handler));

    /// <summary>The same settings with one reader of the response's trailers more.</summary>
    public static CallSettings WithTrailingMetadataHandler(this CallSettings? settings, Action<Metadata> handler) =>
        settings.MergedWith(CallSettings.FromTrailingMetadataHandler(handler));

    /// <summary>The same settings, expiring at <paramref name="deadline"/> (UTC).</summary>
    public static CallSettings WithDeadline(this CallSettings? settings, DateTime deadline) =>
        settings.WithExpiration(Expiration.FromDeadline(deadline));

    /// <summary>
    /// The same settings, expiring at <paramref name="deadline"/> (UTC) unless they expire before it by <paramref name="clock"/>; null changes
    /// nothing.
    /// </summary>
    public static CallSettings WithEarlierDeadline(this CallSettings? settings, DateTime? deadline, IClock clock)
    {
        GaxPreconditions.CheckNotNull(clock, nameof(clock));
        return deadline is { } moment && !(settings?.Expiration.CalculateDeadline(clock) < moment) ? settings.WithDeadline(moment) : settings!;
    }

    /// <summary>The same settings, expiring after <paramref name="timeout"/>.</summary>
    public static CallSettings WithTimeout(this CallSettings? settings, TimeSpan timeout) =>
        settings.WithExpiration(Expiration.FromTimeout(timeout));
}
