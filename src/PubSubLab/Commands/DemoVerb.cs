using System.CommandLine;

namespace PubSubLab.Commands;

/// <summary><c>demo</c>: the lab on a screen, which shows what Pub/Sub does in half a minute and is then the person's.</summary>
internal sealed class DemoVerb : IVerb
{
    /// <inheritdoc/>
    public Command Build()
    {
        var command = new Command("demo", "Open the lab and watch Pub/Sub work for 30 s: delivery, sharing, a crash, a filter. Any key takes over.");
        LabVerb.Configure(command, demo: true);
        return command;
    }
}
