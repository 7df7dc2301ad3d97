namespace PubSubLab.Lab.Journal;

/// <summary>The kinds of events.</summary>
public enum LabEventKind
{
    /// <summary>The broker has the message.</summary>
    Published,

    /// <summary>The broker does not have the message: it refused it, or the message was never sent.</summary>
    PublishFailed,

    /// <summary>The message was sent and no answer came: the broker may have it, and publishing it again may double it.</summary>
    PublishUnknown,

    /// <summary>A subscription's filter let the message pass by; only a backend with broker events says so.</summary>
    FilteredOut,

    /// <summary>A worker received the message.</summary>
    Delivered,

    /// <summary>
    /// The client confirmed that it has a delivery, and its lease goes on from there: the first ModifyAckDeadline of every delivery, which
    /// client libraries send by themselves. Only a backend with broker events says so.
    /// </summary>
    Receipt,

    /// <summary>The lease of a delivery was extended.</summary>
    LeaseExtended,

    /// <summary>Acknowledged: this subscription is done with the message.</summary>
    Acked,

    /// <summary>An acknowledgement that did not reach the broker, as far as anybody knows: the message comes again. Takes back <see cref="Acked"/>.</summary>
    AckUnconfirmed,

    /// <summary>Given back: the message will be delivered again.</summary>
    Nacked,

    /// <summary>The ack deadline passed without an answer; the message will be delivered again.</summary>
    LeaseExpired,

    /// <summary>Moved to the dead-letter topic after the last attempt.</summary>
    DeadLettered,

    /// <summary>A worker started to listen.</summary>
    WorkerStarted,

    /// <summary>A worker takes no more and finishes what it has.</summary>
    WorkerStopping,

    /// <summary>A worker ended in good order.</summary>
    WorkerStopped,

    /// <summary>A worker died as in a crash: nothing it held was answered.</summary>
    WorkerKilled,

    /// <summary>A worker ended because the broker refused it.</summary>
    WorkerFailed,

    /// <summary>A worker works with another handler from now on.</summary>
    HandlerSwitched,

    /// <summary>Another program opened a stream to the broker.</summary>
    StreamOpened,

    /// <summary>A stream of another program ended.</summary>
    StreamClosed,

    /// <summary>The broker does not answer any more; with a worker, that worker's stream is lost.</summary>
    ConnectionLost,

    /// <summary>The broker answers again; with a worker, that worker's stream brings messages again.</summary>
    ConnectionRestored,

    /// <summary>The broker answers and has lost the lab's topic or subscription.</summary>
    TopologyLost,

    /// <summary>The lab's topic or subscription was deleted, and the broker has the other.</summary>
    TopologyDeleted,

    /// <summary>The lab's topic and subscription are there again.</summary>
    TopologyRestored,

    /// <summary>Something worth knowing.</summary>
    Note,

    /// <summary>Something went wrong; the detail says what, and the way out.</summary>
    Error,

    /// <summary>A message passed the transforms of its topic or of a subscription; only a backend with broker events says so.</summary>
    Transformed,

    /// <summary>A message transform failed: the topic refused the publish, or the subscription sends the message again.</summary>
    TransformFailed,
}
