using System.Text;
using System.Threading.Channels;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Recordings;

/// <summary>Records everything that happens into a file while it happens. Nothing waits for the disk; disposing it writes what is left.</summary>
public sealed class JournalRecorder : IJournalProjection, IAsyncDisposable
{
    private readonly Channel<(LabEvent Event, bool Whole)> _events = Channel.CreateUnbounded<(LabEvent, bool)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly LabJournal _journal;
    private readonly string _path;
    private readonly StreamWriter _file;
    private readonly Task _writing;
    private volatile string? _failure;

    private JournalRecorder(LabJournal journal, string path, StreamWriter file)
    {
        (_journal, _path, _file) = (journal, path, file);
        _writing = WriteAsync();
    }

    /// <summary>Begins a recording. A file with something in it is left as it is: it may be another recording.</summary>
    /// <exception cref="LabException">The file cannot be written, or has something in it.</exception>
    public static JournalRecorder Start(LabJournal journal, string path)
    {
        // Of a link, what it leads to: its own length is that of the name in it.
        var file = new FileInfo(path);
        if ((file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true)) is FileInfo { Exists: true, Length: > 0 })
        {
            throw new LabException($"There is something in '{path}' already, and it is left as it is. Record into another file, or remove this one.");
        }

        try
        {
            return journal.Attach(new JournalRecorder(journal, path, new StreamWriter(path, append: false, new UTF8Encoding(false))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"The recording '{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Why nothing is recorded any more; null while it is.</summary>
    public string? Failure => _failure;

    /// <inheritdoc/>
    public void Apply(in LabEvent e) => _events.Writer.TryWrite((e, LabEventJson.IsWhole(e)));

    /// <summary>Writes what is left.</summary>
    /// <exception cref="LabException">The recording is not complete.</exception>
    public async ValueTask DisposeAsync()
    {
        _journal.Detach(this);
        _events.Writer.TryComplete();
        await _writing;
        if (_failure is not null)
        {
            throw new LabException(_failure);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await using (_file)
            {
                await _file.WriteLineAsync(RecordingHeader.Line);
                while (await _events.Reader.WaitToReadAsync())
                {
                    while (_events.Reader.TryRead(out var next))
                    {
                        await _file.WriteLineAsync(LabEventJson.Write(next.Event, _journal.StartedAt, next.Whole, words: false));
                    }

                    // Nothing more to write: a lab that is killed now has all of it in the file.
                    await _file.FlushAsync();
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody reads the queue any more, so nothing may go into it.
            _failure = $"The recording '{_path}' is not complete: {e.Message}. Make room, and record into another file with --record.";
            _events.Writer.TryComplete();
            while (_events.Reader.TryRead(out _))
            {
            }

            _journal.Detach(this);
            _journal.Append(LabEventKind.Error, data: new Reason(_failure));
        }
    }
}
