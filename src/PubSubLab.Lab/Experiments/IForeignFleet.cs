namespace PubSubLab.Lab.Experiments;

/// <summary>Workers that are not the lab's, for an experiment with a mixed fleet.</summary>
public interface IForeignFleet
{
    /// <summary>A sentence's end that says why there are none, <c>no celery here</c>; null if there are.</summary>
    string? WhyNone { get; }

    /// <summary>Starts one worker on a queue and returns when it takes tasks.</summary>
    /// <exception cref="LabException">It does not start.</exception>
    Task<IForeignWorker> StartAsync(string queue, CancellationToken cancellation);
}
