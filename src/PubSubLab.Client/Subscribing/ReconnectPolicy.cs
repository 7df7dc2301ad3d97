using Google.Apis.Auth.OAuth2.Responses;
using Google.Cloud.PubSub.V1.Concurrency;
using Grpc.Core;

namespace Google.Cloud.PubSub.V1;

/// <summary>
/// When a stream that ended is opened again: after 0.5 s, doubling up to 30 s, and never again after 100 failures in a row or a failure
/// that does not pass by itself.
/// </summary>
internal sealed class ReconnectPolicy(SubscriberTime time)
{
    private const int MaxFailures = 100;
    private const int MaxTokenFailures = 4;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);

    // A stream that was open this long did its work; that it ended is the service's routine.
    private static readonly TimeSpan s_longEnough = TimeSpan.FromSeconds(45);

    private TimeSpan _openedAt;
    private int _failures;
    private int _tokenFailures;

    /// <summary>The pause before the next attempt.</summary>
    internal TimeSpan Pause { get; private set; }

    internal void OnOpening() => _openedAt = time.Now;

    internal void OnResponse()
    {
        _failures = 0;
        _tokenFailures = 0;
        Pause = default;
    }

    /// <summary>The broker listens again; when it cannot be used yet, the pauses begin anew.</summary>
    internal void OnReturned() => Pause = default;

    internal void OnClosed()
    {
        OnResponse();
        Pause = s_firstPause;
    }

    /// <summary>Whether there is a next attempt after this failure.</summary>
    internal bool GoesOnAfter(Exception failure)
    {
        if (failure is not RpcException rpc || !rpc.IsRecoverable() || ++_failures >= MaxFailures)
        {
            return false;
        }

        if (rpc.StatusCode == StatusCode.Unavailable && time.Now - _openedAt >= s_longEnough)
        {
            OnResponse();
            return true;
        }

        if (rpc is { StatusCode: StatusCode.Internal, InnerException: TokenResponseException } && ++_tokenFailures > MaxTokenFailures)
        {
            return false;
        }

        Pause = Pause == default ? s_firstPause : Pause * 2 < s_longestPause ? Pause * 2 : s_longestPause;
        return true;
    }
}
