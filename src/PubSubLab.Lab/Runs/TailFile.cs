using System.Buffers;
using System.Text;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Recordings;

namespace PubSubLab.Lab.Runs;

/// <summary>
/// The file into which this run's events go, as a recording. A full one becomes the older one, and the one before that goes. What a failed
/// or killed write left of a line is taken away before the next.
/// </summary>
internal sealed class TailFile(RunFiles files) : IDisposable
{
    private const byte LineEnd = (byte)'\n';
    private const long Unknown = -1;

    private readonly HashSet<LabMessage> _told = [];
    private readonly ArrayBufferWriter<byte> _lines = new();
    private FileStream? _file;
    private long _length = Unknown;

    /// <summary>Appends events.</summary>
    /// <param name="events">The events.</param>
    /// <param name="openedAt">The journal's <see cref="LabJournal.StartedAt"/>.</param>
    /// <exception cref="IOException">Not all of them are in the file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be opened.</exception>
    public void Append(ReadOnlySpan<LabEvent> events, DateTimeOffset openedAt)
    {
        _lines.ResetWrittenCount();
        try
        {
            Open();
            foreach (ref readonly var e in events)
            {
                // Each file tells a message whole, because the one before it may be gone.
                LabEventJson.WriteTo(_lines, e, openedAt, whole: e.Message is { } message && _told.Add(message), words: false);
                EndLine();
                if (_length + _lines.WrittenCount >= RunFiles.LargestJournal)
                {
                    Flush();
                    Open();
                }
            }

            Flush();
        }
        catch
        {
            // The next call opens it again, and begins where the last whole one ended.
            Dispose();
            _told.Clear();
            throw;
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private void EndLine()
    {
        _lines.GetSpan(1)[0] = LineEnd;
        _lines.Advance(1);
    }

    private void Flush()
    {
        _file!.Write(_lines.WrittenSpan);
        _length += _lines.WrittenCount;
        _lines.ResetWrittenCount();
    }

    private void Open()
    {
        if (_length >= RunFiles.LargestJournal)
        {
            Dispose();
            File.Move(files.Journal, files.OlderJournal, overwrite: true);
            _length = Unknown;
            _told.Clear();
        }

        if (_file is null)
        {
            _file = new FileStream(files.Journal, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            _length = _length == Unknown ? EndOfLastLine(_file) : Math.Min(_length, _file.Length);
        }

        if (_file.Length != _length)
        {
            _file.SetLength(_length);
        }

        _file.Position = _length;
        if (_length == 0)
        {
            Encoding.UTF8.GetBytes(RecordingHeader.Line.AsSpan(), _lines);
            EndLine();
        }
    }

    private static long EndOfLastLine(FileStream file)
    {
        var piece = new byte[64 * 1024];
        for (var end = file.Length; end > 0;)
        {
            var start = Math.Max(0, end - piece.Length);
            file.Position = start;
            file.ReadExactly(piece, 0, (int)(end - start));
            if (Array.LastIndexOf(piece, LineEnd, (int)(end - start) - 1) is >= 0 and var at)
            {
                return start + at + 1;
            }

            end = start;
        }

        return 0;
    }
}
