namespace PubSubLab.Benchmarks.Brokers;

/// <summary>Looks at a broker ten times a second: the largest memory, and the largest files of its data directory.</summary>
internal sealed class ProcessWatch : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly BrokerProcess _broker;
    private readonly string _directory;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private bool _isOver;

    public ProcessWatch(BrokerProcess broker, string directory)
    {
        _broker = broker;
        _directory = directory;
        _timer = TimeProvider.System.CreateTimer(_ => Look(), null, TimeSpan.Zero, s_pause);
    }

    /// <summary>Bytes of resident memory.</summary>
    public long Memory { get; private set; }

    /// <summary>Bytes of the write-ahead log.</summary>
    public long Log { get; private set; }

    /// <summary>Bytes of the database.</summary>
    public long File { get; private set; }

    /// <summary>Waits until the files do not become smaller any more, and gives their bytes.</summary>
    public async Task<long> SettleAsync(CancellationToken cancellation)
    {
        var last = long.MaxValue;
        for (var now = Size("pubsublab.db") + Size("pubsublab.db-wal"); now < last; now = Size("pubsublab.db") + Size("pubsublab.db-wal"))
        {
            last = now;
            await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, cancellation);
        }

        return last;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
        }

        _timer.Dispose();
    }

    private void Look()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                Memory = Math.Max(Memory, _broker.Memory);
                Log = Math.Max(Log, Size("pubsublab.db-wal"));
                File = Math.Max(File, Size("pubsublab.db"));
            }
        }
    }

    private long Size(string name) => new FileInfo(Path.Combine(_directory, name)) is { Exists: true } file ? file.Length : 0;
}
