using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Google.Api.Gax.Grpc;

/// <summary>One method of a service: lays settings over each other, names the resource for routing, tries again.</summary>
internal sealed class ApiCall<TRequest, TResponse>(
    string method,
    Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> call,
    CallSettings settings,
    string routingParameter,
    Func<TRequest, string?> routingValue,
    IClock clock,
    IScheduler scheduler,
    ILogger? logger)
    where TRequest : class
    where TResponse : class
{
    // A client mostly names one resource over and over; the settings that carry its header are kept.
    private Routing? _lastRouting;

    internal TResponse Sync(TRequest request, CallSettings? perCall) =>
        Task.Run(() => Async(request, perCall)).GetAwaiter().GetResult();

    internal Task<TResponse> Async(TRequest request, CallSettings? perCall)
    {
        GaxPreconditions.CheckNotNull(request, nameof(request));
        var effective = Routed(routingValue(request) ?? "").MergedWith(perCall);
        return effective.Retry is null ? AttemptAsync(request, effective) : RetryAsync(request, effective);
    }

    private CallSettings Routed(string value)
    {
        if (Volatile.Read(ref _lastRouting) is { } last && last.Value == value)
        {
            return last.Settings;
        }

        var routed = settings.MergedWith(CallSettings.FromGoogleRequestParamsHeader(routingParameter, value));
        Volatile.Write(ref _lastRouting, new Routing(value, routed));
        return routed;
    }

    private async Task<TResponse> RetryAsync(TRequest request, CallSettings effective)
    {
        var retry = effective.Retry;
        var deadline = effective.Expiration.CalculateDeadline(clock);
        if (deadline is { } moment)
        {
            effective = effective.WithDeadline(moment);
        }

        var backoff = retry.InitialBackoff;
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan pause;
            try
            {
                return await AttemptAsync(request, effective);
            }
            catch (RpcException e) when (attempt < retry.MaxAttempts && !IsOwnCancellation(e, effective) && retry.RetryFilter(e))
            {
                pause = retry.BackoffJitter.GetDelay(backoff);
                if (deadline is { } end && clock.GetCurrentDateTimeUtc() + pause >= end)
                {
                    throw;
                }

                logger?.LogDebug(e, "{Method} failed with {Code} in attempt {Attempt}; the next is in {Pause}.", method, e.StatusCode, attempt, pause);
            }

            await scheduler.Delay(pause, effective.CancellationToken ?? CancellationToken.None);
            backoff = retry.NextBackoff(backoff);
        }
    }

    private async Task<TResponse> AttemptAsync(TRequest request, CallSettings effective)
    {
        using var running = call(request, effective.ToCallOptions(clock));
        var response = await running.ResponseAsync;
        if (effective.ResponseMetadataHandler is { } headers)
        {
            headers(await running.ResponseHeadersAsync);
        }

        effective.TrailingMetadataHandler?.Invoke(running.GetTrailers());
        return response;
    }

    // Cancelled is a code that Publish retries, but not when it was the caller who cancelled.
    private static bool IsOwnCancellation(RpcException e, CallSettings effective) =>
        e.StatusCode == StatusCode.Cancelled && effective.CancellationToken is { IsCancellationRequested: true };

    private sealed record Routing(string Value, CallSettings Settings);
}
