using System.Threading.Channels;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Recordings;

namespace PubSubLab.Output;

/// <summary>
/// Prints a journal's events as they come, and counts what a slow reader made it leave out. Nothing waits for it. Where nothing can be
/// printed any more, <see cref="Failed"/> tells the verb to end.
/// </summary>
internal sealed class EventPrinter : IJournalProjection, IAsyncDisposable
{
    private const int Backlog = 100_000;

    private readonly LabJournal _journal;
    private readonly bool _json;
    private readonly TextWriter _to;
    private readonly Channel<LabEvent> _events = Channel.CreateBounded<LabEvent>(
        new BoundedChannelOptions(Backlog) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Task _printing;
    private long _leftOut;
    private readonly CancellationTokenSource _failed = new();

    /// <summary>Prints what happens from now on.</summary>
    public EventPrinter(LabJournal journal, bool json, TextWriter to)
    {
        _journal = journal;
        _json = json;
        _to = to;
        _printing = PrintAsync();
        journal.Attach(this);
    }

    /// <summary>Why not every event was printed; null where all were. Known once this is disposed.</summary>
    public LabException? Failure { get; private set; }

    /// <summary>Cancelled when the output is full, or its reader has gone.</summary>
    public CancellationToken Failed => _failed.Token;

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        if (!_events.Writer.TryWrite(e))
        {
            Interlocked.Increment(ref _leftOut);
        }
    }

    /// <summary>Prints what is still to be printed.</summary>
    public async ValueTask DisposeAsync()
    {
        _journal.Detach(this);
        _events.Writer.TryComplete();
        await _printing;
        _failed.Dispose();
        if (_leftOut > 0 && Failure is null)
        {
            await Console.Error.WriteLineAsync($"{(_leftOut == 1 ? "1 event was" : $"{_leftOut:N0} events were")} not printed, because the output was slower than the events.");
        }
    }

    private async Task PrintAsync()
    {
        // Off the caller's stack: the first write may block for a slow reader.
        await Task.Yield();
        try
        {
            await foreach (var e in _events.Reader.ReadAllAsync())
            {
                await _to.WriteLineAsync(_json ? SafeJson.Of(LabEventJson.Write(e, _journal.StartedAt)) : EventText.Write(e, _journal.StartedAt));
            }

            await _to.FlushAsync();
        }
        catch (IOException e)
        {
            Failure = new LabException($"Not every event was printed: {e.Message.TrimEnd('.')}. Make room, or print to another place.", e);
            _events.Writer.TryComplete();
            await _failed.CancelAsync();
        }
    }
}
