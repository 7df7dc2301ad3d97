namespace PubSubLab.Lab.Runtime;

/// <summary>Chance and threads of a lab, as far as its code would otherwise take them from the machine. The clock is injected beside it.</summary>
public interface ILabRuntime
{
    /// <summary>A suffix of eight characters for the names of resources.</summary>
    /// <param name="position">The position in the run, such as the number of its events so far.</param>
    string SuffixAt(long position);

    /// <summary>Starts work that its caller does not run itself.</summary>
    /// <returns>The work's end.</returns>
    Task StartAsync(Func<Task> work);
}
