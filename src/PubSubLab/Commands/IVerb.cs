using System.CommandLine;

namespace PubSubLab.Commands;

/// <summary>
/// A verb of the command line. A new verb is one new file with a class that implements this and has a constructor without
/// parameters; <see cref="CommandLineEntry"/> finds it.
/// </summary>
internal interface IVerb
{
    /// <summary>The verb with its options, its help, and what it does. The action answers with an <see cref="ExitCodes"/> value.</summary>
    Command Build();
}
