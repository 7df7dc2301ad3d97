namespace PubSubLab.EndToEnd.Tests.Matrix;

/// <summary>An action on a running verb.</summary>
internal enum Deed
{
    /// <summary>SIGINT, as Ctrl+C sends it.</summary>
    Interrupt,

    /// <summary>SIGTERM.</summary>
    Terminate,

    /// <summary>SIGHUP, as from a terminal that is closed.</summary>
    HangUp,

    /// <summary>SIGQUIT, as Ctrl+\ sends it.</summary>
    Quit,

    /// <summary>The reader of standard output has gone.</summary>
    ClosedOutput,

    /// <summary>The disk under standard output is full.</summary>
    FullOutput,

    /// <summary>The disk under the file that it writes is full.</summary>
    FullFile,
}
