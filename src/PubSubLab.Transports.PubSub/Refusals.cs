using Grpc.Core;
using PubSubLab.Lab;

namespace PubSubLab.Transports.PubSub;

/// <summary>Turns what the service or the network answers into a sentence with the way out.</summary>
internal sealed class Refusals(PubSubTransportOptions options)
{
    /// <summary>What was attempted: it decides which role is missing.</summary>
    public enum Deed
    {
        /// <summary>Publishing to a topic.</summary>
        Publish,

        /// <summary>Consuming from a subscription.</summary>
        Consume,

        /// <summary>Making, changing, listing or removing topics and subscriptions.</summary>
        Administer,
    }

    /// <summary>
    /// The sentence as an exception. A call that was cancelled is <see cref="OperationCanceledException"/>, as everywhere else in .NET: gRPC has
    /// a status for it, which nobody above the transports knows.
    /// </summary>
    public Exception Explain(RpcException e, Deed deed, string resource) => e.StatusCode == StatusCode.Cancelled
        ? new OperationCanceledException($"The call for {resource} was cancelled before the broker answered.", e)
        : new LabException(Sentence(e, deed, resource), e);

    /// <summary>The same for a publish that was sent: where no answer came, the broker may have taken it.</summary>
    public Exception ExplainPublish(RpcException e, string topic) => IsUnknown(e.StatusCode)
        ? new LabException(
            $"{Sentence(e, Deed.Publish, $"topic {topic}")} The broker may have taken the message all the same: publishing it again may double it.", e)
        {
            OutcomeIsUnknown = true,
        }
        : Explain(e, Deed.Publish, $"topic {topic}");

    // With these the service gives no answer about the request: it may have done the work before the answer was lost.
    private static bool IsUnknown(StatusCode code) =>
        code is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Unknown or StatusCode.Internal or StatusCode.Aborted;

    private string Sentence(RpcException e, Deed deed, string resource) => NoToken(e, deed)?.Message ?? ProxyException.CauseOf(e)?.Message ?? e.StatusCode switch
    {
        // With no exception of this side's below it, somebody was there and said so.
        StatusCode.Unavailable when !options.IsCloud && e.Status.DebugException is null && e.Status.Detail.Length > 0 =>
            $"The broker at {options.EmulatorHost} answers UNAVAILABLE ({e.Status.Detail}), and went on to until this was given up.",
        StatusCode.Unavailable or StatusCode.DeadlineExceeded when !options.IsCloud =>
            $"No broker answers at {options.EmulatorHost}. Open the lab or start 'pubsublab emulator' there, or say where it is with --emulator-host HOST:PORT or PUBSUB_EMULATOR_HOST.",
        StatusCode.Unavailable or StatusCode.DeadlineExceeded =>
            $"Google Cloud Pub/Sub cannot be reached ({e.Status.Detail}). Check the network.",
        StatusCode.NotFound => $"{resource} does not exist in project {options.ProjectId}. {HowToMake(deed)}",
        StatusCode.PermissionDenied =>
            $"The {Account(deed)} account may not {Verb(deed)} {resource}. Grant it {Role(deed)}; 'pubsublab doctor' prints the line for it.",
        StatusCode.Unauthenticated =>
            $"Google Cloud does not accept the credentials of the {Account(deed)} account ({e.Status.Detail}). {options.ServerClock.Sentence ?? "A key was deleted, or the account was disabled: make a new key and name it in dev.env."}",
        _ => $"It was not possible to {Verb(deed)} {resource}: {e.StatusCode}, {e.Status.Detail}",
    };

    // A call that its deadline ended may have waited for a token all the time.
    private TokenException? NoToken(RpcException e, Deed deed) =>
        TokenException.CauseOf(e)
        ?? (e.StatusCode == StatusCode.DeadlineExceeded ? (deed == Deed.Consume ? options.SubscriberCredential : options.PublisherCredential).Trouble : null);

    private string HowToMake(Deed deed) => options.IsCloud
        ? $"Create it ('pubsublab doctor --create' does), or name another in dev.env with {(deed == Deed.Consume ? "SUBSCRIPTION_NAME" : "TOPIC_NAME")}."
        : "It is mistyped, or was deleted while the lab was open; the topology page (F3) makes one.";

    private static string Account(Deed deed) => deed == Deed.Consume ? "subscriber" : "publisher";

    private static string Verb(Deed deed) => deed switch { Deed.Publish => "publish to", Deed.Consume => "consume from", _ => "manage" };

    private static string Role(Deed deed) => deed switch
    {
        Deed.Publish => "roles/pubsub.publisher on the topic",
        Deed.Consume => "roles/pubsub.subscriber on the subscription",
        _ => "roles/pubsub.editor on the project",
    };
}
