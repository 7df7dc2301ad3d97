namespace PubSubLab.Lab.Ports;

/// <summary>Programs in any language that work on the broker beside the lab. Only a broker that tells what other programs do has them.</summary>
public interface IProgramHost
{
    /// <summary>The broker's address, as <c>PUBSUB_EMULATOR_HOST</c> has it.</summary>
    string EmulatorHost { get; }

    /// <summary>The project's id.</summary>
    string Project { get; }

    /// <summary>Starts a program by a line of the shell.</summary>
    /// <param name="command">The line.</param>
    /// <param name="folder">The current folder.</param>
    /// <param name="environment">Variables beside the lab's own.</param>
    /// <exception cref="LabException">There is no shell to run it.</exception>
    IStartedProgram Start(string command, string folder, IReadOnlyDictionary<string, string> environment);
}

/// <summary>A program that was started. Its end takes the programs with it that it started itself.</summary>
public interface IStartedProgram : IAsyncDisposable
{
    /// <summary>Completes when it has ended. Never faults.</summary>
    Task Ended { get; }

    /// <summary>Its exit code; null until it has ended.</summary>
    int? ExitCode { get; }

    /// <summary>The last lines that it printed, the newest last.</summary>
    IReadOnlyList<string> LastLines { get; }

    /// <summary>Kills it as a crash would.</summary>
    void Kill();

    /// <summary>Asks it to end (SIGTERM), and kills it after a time limit.</summary>
    Task StopAsync(TimeSpan timeout);
}
