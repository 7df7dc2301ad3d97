using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Experiments;

/// <summary>Another backend that an experiment may run on, besides the one it was started on. The executable fills the list.</summary>
/// <param name="Name">Its name in a table, <c>redis</c>.</param>
/// <param name="Configuration">The lines of configuration that choose it, without anything secret: <c>BACKEND=redis, REDIS_URL</c>.</param>
public sealed record BackendOffer(string Name, string Configuration)
{
    /// <summary>Opens it and tells a journal of its connection; the caller disposes the result. Null if it is not configured.</summary>
    public Func<LabJournal, CancellationToken, Task<OpenedBackend>>? OpenAsync { get; init; }

    /// <summary>Workers of another program on it; null where it can have none.</summary>
    public IForeignFleet? Fleet { get; init; }

    /// <summary>Whether its broker runs on the experiment's clock, so that a run in virtual time can open it. Default: false.</summary>
    public bool InVirtualTime { get; init; }
}

/// <summary>The open backend beside others, for an experiment that compares. The executable knows them.</summary>
/// <param name="Name">The open backend's name in a table, <c>pubsub</c>.</param>
/// <param name="Configuration">The lines of configuration that chose it, without anything secret.</param>
/// <param name="Others">The others.</param>
public sealed record BackendComparison(string Name, string Configuration, IReadOnlyList<BackendOffer> Others)
{
    /// <summary>Workers of another program on the open backend; null where it can have none.</summary>
    public IForeignFleet? Fleet { get; init; }
}

/// <summary>A backend opened for an experiment.</summary>
/// <param name="Transport">The transport.</param>
/// <param name="Owner">The object to dispose at the end, with the transport.</param>
public sealed record OpenedBackend(ITransport Transport, IAsyncDisposable Owner);
