using System.Runtime.InteropServices;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Recordings;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Runs;

/// <summary>
/// The lab's own part of a data directory: the newest events of its journal, and its workers. It is read before the lab opens, and written
/// once a second beside it, so that a killed lab loses a second of its log. Files that cannot be read or written never keep a lab from opening.
/// </summary>
public sealed class KeptRun : IAsyncDisposable
{
    /// <summary>Time between two writes.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    // An event without a body, about.
    private const int UsualBytes = 256;

    private readonly RunFiles _files;
    private readonly JournalTail _tail;
    private readonly WorkerFile _workerFile;
    private readonly TailFile _journalFile;
    private readonly TimeProvider _time;
    private readonly List<string> _problems;
    private readonly CancellationTokenSource _ending = new();
    private readonly LabEvent[] _piece = new LabEvent[1024];
    private readonly List<LabEvent> _events = [];
    private Task _writing = Task.CompletedTask;
    private LabJournal? _journal;
    private WorkerPool? _pool;
    private long _next;
    private volatile string? _failure;

    private KeptRun(string directory, TimeProvider time)
    {
        (_files, _time) = (new RunFiles(directory), time);
        (_journalFile, _workerFile) = (new TailFile(_files), new WorkerFile(_files.Workers));
        _tail = JournalTail.Read(_files);
        var workers = _workerFile.Read(out var problem);
        (Workers, _problems) = (workers ?? [], [.. _tail.Problems]);
        HasRun = workers is not null;
        if (problem is not null)
        {
            _problems.Add(problem);
        }
    }

    /// <summary>Name of the directory, without its path.</summary>
    public string Name => _files.Name;

    /// <summary>Whether a lab was open on the directory before.</summary>
    public bool HasRun { get; }

    /// <summary>The workers that the last run had at its end.</summary>
    public IReadOnlyList<WorkerSpec> Workers { get; }

    /// <summary>Why events and workers are not kept at the moment; null while they are.</summary>
    public string? Failure => _failure;

    /// <summary>Reads the lab's part of a directory, which may not exist yet, and writes nothing.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="time">The clock of the writes; null for the machine's.</param>
    public static KeptRun Read(string directory, TimeProvider? time = null) => new(directory, time ?? TimeProvider.System);

    /// <summary>Puts the events of earlier runs into a new journal, and after them a note that a run begins.</summary>
    public void Continue(LabJournal journal)
    {
        journal.Continue(_tail.Events);
        var earlier = journal.Earlier;
        journal.Append(LabEventKind.Note, data: new RunBegan(Name, earlier.Count, journal.StartedAt + earlier.EndAt));
        foreach (var problem in _problems)
        {
            journal.Append(LabEventKind.Error, data: new Reason(problem));
        }

        (_journal, _next) = (journal, earlier.Count + 1);
    }

    /// <summary>Begins to write. The directory is this process's from here on.</summary>
    /// <exception cref="InvalidOperationException">It was not told the journal with <see cref="Continue"/>.</exception>
    public void Begin(WorkerPool pool)
    {
        if (_journal is null)
        {
            throw new InvalidOperationException("A kept run needs a journal before it begins.");
        }

        _pool = pool;
        pool.Earlier.Offer(Workers);
        _writing = WriteAsync();
    }

    /// <summary>Writes what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _writing;
        if (_pool is not null)
        {
            Write();
        }

        _journalFile.Dispose();
        _ending.Dispose();
    }

    private async Task WriteAsync()
    {
        using var timer = new PeriodicTimer(Step, _time);
        try
        {
            do
            {
                await Task.Run(Write);
            }
            while (await timer.WaitForNextTickAsync(_ending.Token));
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The lab closes, and the rest is written by the caller.
        }
    }

    private void Write()
    {
        try
        {
            _workerFile.Write(_pool!.ReadToKeep());
            if (!_tail.IsNewer && _journal!.Appended >= _next)
            {
                WriteEvents();
            }

            if (_failure is not null)
            {
                _failure = null;
                _journal!.Append(LabEventKind.Note, data: new Reason($"Log and workers are kept in {Name} again."));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_failure is null)
            {
                _failure = $"Log and workers are not kept in {Name}: {WholeFile.ReasonOf(e)}. Make room or mend its rights; the lab tries again each second.";
                _journal!.Append(LabEventKind.Error, data: new Reason(_failure));
            }
        }
    }

    private void WriteEvents()
    {
        // Of a storm only what the next run would read: neither more events nor more bytes than that.
        var end = _journal!.Appended;
        _events.Clear();
        for (var next = Math.Max(_next, end - JournalTail.MostEvents + 1); next <= end;)
        {
            var (first, count) = _journal.Read(next, _piece.AsSpan(0, (int)Math.Min(_piece.Length, end - next + 1)));
            _events.AddRange(_piece.AsSpan(0, count));
            next = first + count;
        }

        var from = _events.Count;
        for (long bytes = 0; from > 0 && bytes < RunFiles.LargestJournal; from--)
        {
            bytes += UsualBytes + (_events[from - 1] is { Kind: LabEventKind.Published, Message: { } message } ? message.Data.Length : 0);
        }

        _journalFile.Append(CollectionsMarshal.AsSpan(_events)[from..], _journal.StartedAt);
        _next = end + 1;
    }
}
