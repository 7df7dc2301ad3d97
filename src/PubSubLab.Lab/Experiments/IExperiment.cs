using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Experiments;

/// <summary>
/// A question about messaging and the run that answers it: set-up, traffic, expectation, verdict. Every figure comes from the
/// journal. A new experiment is one new file with a class that implements this and has a constructor without parameters.
/// </summary>
public interface IExperiment
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>One line for a list.</summary>
    string Title { get; }

    /// <summary>The question it answers.</summary>
    string Question { get; }

    /// <summary>Advice on what to watch during the run.</summary>
    string WatchFor { get; }

    /// <summary>The broker's rule behind it, with its source.</summary>
    string Rule { get; }

    /// <summary>The prediction, captions and card of the question.</summary>
    Lesson Lesson { get; }

    /// <summary>The same experiment with the words for a broker. Default: the same words everywhere.</summary>
    IExperiment On(TransportCapabilities can) => this;

    /// <summary>Whether it takes part in something outside this process, or measures this machine, so that virtual time would mislead. Default: no.</summary>
    /// <param name="backends">The other backends; null for none.</param>
    bool NeedsRealTime(BackendComparison? backends) => false;

    /// <summary>Runs it and removes what it made, also when it is cancelled or fails.</summary>
    Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation);
}
