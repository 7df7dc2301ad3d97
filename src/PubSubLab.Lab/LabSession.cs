using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab;

/// <summary>
/// An open lab: a transport, a journal, a publisher and workers on one topic and subscription. Both faces, the screen and the
/// headless commands, work on this and nothing below it.
/// </summary>
public sealed class LabSession : IAsyncDisposable
{
    /// <summary>Opens nothing yet; <see cref="StartAsync"/> does. The transport is the session's from here on, and disposed with it.</summary>
    public LabSession(ITransport transport, LabJournal journal, HandlerCatalog? handlers = null, LabOptions? options = null)
    {
        Options = options ?? new LabOptions();
        Transport = transport;
        Journal = journal;
        Handlers = handlers ?? new HandlerCatalog();
        Publisher = new Publisher(transport, journal, Options.Topic);
        Workers = new WorkerPool(transport, journal, Handlers, Options.Subscription);
    }

    /// <summary>Topic and subscription.</summary>
    public LabOptions Options { get; }

    /// <summary>The broker behind it.</summary>
    public ITransport Transport { get; }

    /// <summary>Everything that happened.</summary>
    public LabJournal Journal { get; }

    /// <summary>The handlers that workers can have.</summary>
    public HandlerCatalog Handlers { get; }

    /// <summary>Publishes.</summary>
    public Publisher Publisher { get; }

    /// <summary>Works.</summary>
    public WorkerPool Workers { get; }

    /// <summary>What the backend can do; known after <see cref="StartAsync"/>.</summary>
    public TransportCapabilities? Capabilities { get; private set; }

    /// <summary>Connects, makes topic and subscription where the backend allows it, and finds out what the backend can do.</summary>
    /// <exception cref="LabException">No broker there, or something is missing that must not be created silently.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        await Transport.EnsureAsync(Topology.Simple(Options.Topic, Options.Subscription), cancellation);
        Capabilities = await Transport.GetCapabilitiesAsync(cancellation);
        foreach (var note in Capabilities.Notes)
        {
            Journal.Append(LabEventKind.Note, detail: note);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Workers.DisposeAsync();
        await Transport.DisposeAsync();
    }
}
