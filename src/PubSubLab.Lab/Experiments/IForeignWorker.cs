namespace PubSubLab.Lab.Experiments;

/// <summary>A worker that is not the lab's. Disposing ends it.</summary>
public interface IForeignWorker : IAsyncDisposable
{
    /// <summary>Number of tasks that it did.</summary>
    int Done { get; }
}
