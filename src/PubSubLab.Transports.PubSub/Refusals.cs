using Google.Apis.Auth.OAuth2;
using Grpc.Core;
using PubSubLab.Lab;

namespace PubSubLab.Transports.PubSub;

/// <summary>Turns what the service or the network answers into a sentence with the way out. Google's words come before the lab's advice.</summary>
internal sealed class Refusals(PubSubTransportOptions options)
{
    private const string MayDouble = "The broker may have taken the message all the same: publishing it again may double it.";

    /// <summary>The attempted call. It decides which account made the call and which role is missing.</summary>
    public enum Deed
    {
        /// <summary>Publishing to a topic.</summary>
        Publish,

        /// <summary>Consuming from a subscription.</summary>
        Consume,

        /// <summary>Asking, as the publisher's account, what it may do to a subscription. It takes no role.</summary>
        Ask,

        /// <summary>Reading a subscription's settings.</summary>
        Read,

        /// <summary>Making, changing, listing or removing topics, which the publisher's account does.</summary>
        AdministerTopic,

        /// <summary>Making, changing, listing or removing subscriptions, which the subscriber's account does.</summary>
        AdministerSubscription,
    }

    /// <summary>
    /// The sentence as an exception. A call that was cancelled is <see cref="OperationCanceledException"/>, as everywhere else in .NET: gRPC has
    /// a status for it, which only the transports know.
    /// </summary>
    public Exception Explain(RpcException e, Deed deed, string resource) => e.StatusCode == StatusCode.Cancelled
        ? new OperationCanceledException($"The call for {resource} was cancelled before the broker answered.", e)
        : Refuse(e, deed, resource, outcome: "", outcomeIsUnknown: false);

    /// <summary>The same for a publish: where the request left and no answer came, the broker may have taken it.</summary>
    public Exception ExplainPublish(RpcException e, string topic, bool wasSent) => IsUnknown(e.StatusCode)
        ? Refuse(e, Deed.Publish, $"topic {topic}", wasSent ? MayDouble : "The message was not sent.", outcomeIsUnknown: wasSent)
        : Explain(e, Deed.Publish, $"topic {topic}");

    /// <summary>The account that makes a call.</summary>
    public Caller CallerOf(Deed deed, string resource) => new(deed, Credential(deed).Loaded, options.ProjectId, resource);

    /// <summary>Whether the account alone is why: it has no such right. Other policies refuse with the same status.</summary>
    public static bool IsMissingRight(RpcException e) =>
        e.StatusCode == StatusCode.PermissionDenied && new ServiceAnswer(e) is { Reason: "" or Advice.MissingRight } answer && Advice.OrganisationPolicy(answer) is null;

    /// <summary>Whether the service answered, and not about the credentials.</summary>
    public static bool KnowsTheAccount(RpcException e) => Causes.Of<TokenException>(e) is null
        && e.StatusCode is not (StatusCode.Unauthenticated or StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled or StatusCode.Internal or StatusCode.Unknown);

    // With these the service gives no answer about the request: it may have done the work before the answer was lost.
    private static bool IsUnknown(StatusCode code) =>
        code is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Unknown or StatusCode.Internal or StatusCode.Aborted;

    private RefusalException Refuse(RpcException e, Deed deed, string resource, string outcome, bool outcomeIsUnknown)
    {
        var answer = new ServiceAnswer(e);
        var (said, wayOut, everyCall) = NoToken(e, deed) ?? NotReached(e, answer) ?? Refused(answer, deed, resource);
        return new RefusalException(said, $"{wayOut} {outcome}".Trim(), e)
        {
            MeetsEveryCall = everyCall, OutcomeIsUnknown = outcomeIsUnknown,
        };
    }

    /// <summary>Why there was no token for the call; null where there was one.</summary>
    private (string Said, string WayOut, bool EveryCall)? NoToken(RpcException e, Deed deed)
    {
        // A call that its deadline ended may have waited for a token all the time.
        var failure = Causes.Of<TokenException>(e) ?? (e.StatusCode == StatusCode.DeadlineExceeded && options.IsCloud ? Credential(deed).Trouble : null);
        return failure is null ? null : (failure.Said, failure.WayOut ?? "", false);
    }

    /// <summary>The reason why the call did not reach the service; null if the service answered.</summary>
    private (string Said, string WayOut, bool EveryCall)? NotReached(RpcException e, ServiceAnswer answer)
    {
        if (Causes.Of<ProxyException>(e) is { } proxy)
        {
            return (proxy.Message, "", true);
        }

        if (Causes.Of<CertificateException>(e) is { } certificate)
        {
            return (certificate.Said, certificate.WayOut, true);
        }

        if (answer.Code is not (StatusCode.Unavailable or StatusCode.DeadlineExceeded))
        {
            return null;
        }

        // With no exception of this side's below it, somebody was there and said so.
        var answered = e.Status.DebugException is null && answer.Words.Length > 0;
        if (!options.IsCloud)
        {
            return answered && answer.Code == StatusCode.Unavailable
                ? ($"The broker at {options.EmulatorHost} answers UNAVAILABLE ({answer.Words}), and went on to until this was given up.", "", true)
                : ($"No broker answers at {options.EmulatorHost}.",
                    "Open the lab or start 'pubsublab emulator' there, or say where it is with --emulator-host HOST:PORT or PUBSUB_EMULATOR_HOST.", true);
        }

        var service = $"Google Cloud Pub/Sub ({options.CloudEndpoint ?? PubSubTransportOptions.GlobalEndpoint})";
        if (e.Status.DebugException is { } failure and not RpcException)
        {
            return (
                $"{service} cannot be reached: {OutsideText.Printable(Causes.Last(failure).Message.TrimEnd('.'))}.",
                "Check the network, the proxy (HTTPS_PROXY), and PUBSUB_ENDPOINT where it is set.", true);
        }

        return answered && answer.Code == StatusCode.Unavailable
            ? ($"{service} answers: {answer.Words} ({answer.CodeName}).", "Nothing in the set-up is wrong with that. Try again in a few minutes; https://status.cloud.google.com shows outages.", true)
            : ($"{service} did not answer in time ({answer.CodeName}).", "Check the network and the proxy (HTTPS_PROXY); https://status.cloud.google.com shows outages.", true);
    }

    private (string Said, string WayOut, bool EveryCall) Refused(ServiceAnswer answer, Deed deed, string resource)
    {
        if (answer.Code == StatusCode.NotFound)
        {
            return ($"{resource} does not exist in project {options.ProjectId}.", HowToMake(deed), false);
        }

        if (!options.IsCloud)
        {
            return ($"It was not possible to {Verb(deed)} {resource}: {answer.Code}, {answer.Words}", "", false);
        }

        var caller = CallerOf(deed, resource);
        var reason = answer.Reason.Length > 0 ? $"{answer.CodeName}, {answer.Reason}" : answer.CodeName;
        var words = answer.Words.Length > 0 ? $" Google says: {answer.Words}" : "";
        if (answer.Code != StatusCode.Unauthenticated)
        {
            return ($"The {caller.Words} cannot {Verb(deed)} {resource}.{words} ({reason})", Advice.For(answer, caller), Advice.ConcernsEveryCall(answer.Reason));
        }

        // A key signs its own tokens: it is not the account's any more, or the time in the token is wrong.
        var said = caller.Credential?.UnderlyingCredential is ServiceAccountCredential
            ? $"Google does not accept the key of the {caller.Words}."
            : $"The {caller.Words} cannot {Verb(deed)} {resource}.";
        return ($"{said}{words} ({reason})", options.ServerClock.Sentence ?? Advice.For(answer, caller), false);
    }

    private string HowToMake(Deed deed) => options.IsCloud
        ? $"Create it ('pubsublab doctor --create' does), or name another in dev.env with {(Caller.IsSubscriber(deed) ? "SUBSCRIPTION_NAME" : "TOPIC_NAME")}."
        : "It is mistyped, or was deleted while the lab was open; the topology page (F3) makes one.";

    private AccountCredential Credential(Deed deed) => Caller.IsSubscriber(deed) ? options.SubscriberCredential : options.PublisherCredential;

    private static string Verb(Deed deed) => deed switch
    {
        Deed.Publish => "publish to",
        Deed.Consume => "consume from",
        Deed.Ask => "ask for its permissions on",
        Deed.Read => "read",
        _ => "manage",
    };
}
