namespace PubSubLab.Lab.Experiments;

/// <summary>Workers that are not the lab's, for an experiment with a mixed fleet.</summary>
public interface IForeignFleet
{
    /// <summary>Starts one worker on a queue and returns when it takes tasks.</summary>
    /// <exception cref="LabException">It is not here, or does not start.</exception>
    Task<IForeignWorker> StartAsync(string queue, CancellationToken cancellation);
}
