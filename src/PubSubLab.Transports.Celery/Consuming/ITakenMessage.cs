using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Consuming;

/// <summary>
/// One copy of a message that a worker has taken from its queue, and what it can tell the broker about it. Each answer gives whether the
/// broker has it. After the worker was severed nothing is told any more. A broker that cannot be told is reported by the copy itself; the
/// message then comes again.
/// </summary>
internal interface ITakenMessage
{
    /// <summary>The fate of a task whose next queue refuses it after its ack.</summary>
    const string Lost = "The task is lost: it was acknowledged before, and the queue no longer has it. CELERY_ACKS_LATE=true keeps it until its handler ends.";

    /// <summary>The attempt that this delivery is, after a number of retries that its headers tell; 0 where nobody counts.</summary>
    int AttemptAfter(int retries) => retries + 1;

    /// <summary>It cannot be run, and is done with. It goes as it came to the dead-letter topic of its queue, where there is one.</summary>
    Task<bool> RefuseAsync();

    /// <summary>Done with it, in whatever way. Asked again, gives the first outcome.</summary>
    Task<bool> AckAsync();

    /// <summary>Back to the queue, as it was.</summary>
    Task<bool> RequeueAsync();

    /// <summary>Replaced by its next attempt.</summary>
    Task<bool> RetryAsync(CeleryMessage next);

    /// <summary>To the dead-letter topic of its queue; where there is none, it is done with.</summary>
    Task<bool> DeadLetterAsync();

    /// <summary>It will be kept, unanswered, until a moment: room is made for another one, and no lease is to end before.</summary>
    Task HoldAsync(DateTimeOffset until);

    /// <summary>It is kept no longer; false where the broker has given it to somebody else meanwhile, so that it is not to be run here.</summary>
    Task<bool> EndHoldAsync();
}
