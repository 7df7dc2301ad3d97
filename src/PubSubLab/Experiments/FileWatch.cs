using System.Threading.Channels;
using PubSubLab.Lab;

namespace PubSubLab.Experiments;

/// <summary>Watches experiment files, and folders of them, for changes.</summary>
internal sealed class FileWatch : IDisposable
{
    /// <summary>An editor writes a file in several steps.</summary>
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(100);

    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Watches from now on.</summary>
    /// <exception cref="LabException">There is no file to watch.</exception>
    public FileWatch(IReadOnlyList<string> names)
    {
        try
        {
            foreach (var name in names)
            {
                Add(name);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Waits for the next change.</summary>
    /// <returns>False where it is cancelled first.</returns>
    public async Task<bool> ChangesAsync(CancellationToken cancellation)
    {
        try
        {
            await _changes.Reader.ReadAsync(cancellation);
            do
            {
                await Task.Delay(s_settling, TimeProvider.System, cancellation);
            }
            while (_changes.Reader.TryRead(out _));
            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _watchers.ForEach(static watcher => watcher.Dispose());

    private void Add(string name)
    {
        var isFolder = Directory.Exists(name);
        if (!isFolder && !ExperimentFinder.IsFile(name))
        {
            throw new LabException($"--watch waits for a change of a file, and '{name}' is none. Name a file that ends in .yaml or .yml, or a folder of them.");
        }

        var folder = isFolder ? name : Path.GetDirectoryName(Path.GetFullPath(name))!;
        if (!Directory.Exists(folder))
        {
            throw new LabException($"--watch waits for a change of '{name}', and there is no folder '{folder}'.");
        }

        var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = isFolder };
        void Tell(object sender, FileSystemEventArgs e)
        {
            if (isFolder ? ExperimentFinder.IsFile(e.Name ?? "") : e.Name == Path.GetFileName(name))
            {
                _changes.Writer.TryWrite(true);
            }
        }

        watcher.Changed += Tell;
        watcher.Created += Tell;
        watcher.Deleted += Tell;
        watcher.Renamed += Tell;
        watcher.EnableRaisingEvents = true;
        _watchers.Add(watcher);
    }
}
