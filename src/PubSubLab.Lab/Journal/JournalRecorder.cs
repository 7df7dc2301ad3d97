using System.Text;
using System.Threading.Channels;

namespace PubSubLab.Lab.Journal;

/// <summary>Records everything that happens into a file while it happens. Nothing waits for the disk; disposing it writes what is left.</summary>
public sealed class JournalRecorder : IJournalProjection, IAsyncDisposable
{
    private readonly Channel<(LabEvent Event, bool Whole)> _events = Channel.CreateUnbounded<(LabEvent, bool)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly LabJournal _journal;
    private readonly StreamWriter _file;
    private readonly Task _writing;

    private JournalRecorder(LabJournal journal, StreamWriter file)
    {
        (_journal, _file) = (journal, file);
        _writing = WriteAsync();
    }

    /// <summary>Begins a recording. A file with something in it is left as it is: it may be another recording.</summary>
    /// <exception cref="LabException">The file cannot be written, or has something in it.</exception>
    public static JournalRecorder Start(LabJournal journal, string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > 0 })
        {
            throw new LabException($"There is something in '{path}' already, and it is left as it is. Record into another file, or remove this one.");
        }

        try
        {
            return journal.Attach(new JournalRecorder(journal, new StreamWriter(path, append: false, new UTF8Encoding(false))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"The recording '{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Apply(in LabEvent e) => _events.Writer.TryWrite((e, LabEventJson.IsWhole(e)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _journal.Detach(this);
        _events.Writer.TryComplete();
        try
        {
            await _writing;
        }
        catch (IOException e)
        {
            throw new LabException($"The recording is not complete: {e.Message}", e);
        }
        finally
        {
            await _file.DisposeAsync();
        }
    }

    private async Task WriteAsync()
    {
        await foreach (var (e, whole) in _events.Reader.ReadAllAsync())
        {
            await _file.WriteLineAsync(LabEventJson.Write(e, _journal.StartedAt, whole));
        }

        await _file.FlushAsync();
    }
}
