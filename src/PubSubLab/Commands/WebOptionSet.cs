using System.CommandLine;
using PubSubLab.Emulator;

namespace PubSubLab.Commands;

/// <summary>The options that say which web pages may call the emulator, and where it may push.</summary>
internal sealed class WebOptionSet
{
    private readonly Option<string[]> _hosts = new("--allow-host")
    {
        Description = "Answer HTTP/1 requests that name this host (*.example.test for all below it). Addresses and local names are always answered.", HelpName = "NAME",
    };

    private readonly Option<string[]> _origins = new("--allow-origin")
    {
        Description = "Let web pages of this origin call the emulator, such as http://localhost:3000; * for every page.", HelpName = "ORIGIN",
    };

    private readonly Option<bool> _linkLocal = new("--allow-link-local-push")
    {
        Description = "Let push subscriptions reach link-local addresses, where clouds serve credentials.",
    };

    /// <summary>Gives a verb these options.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_hosts);
        command.Options.Add(_origins);
        command.Options.Add(_linkLocal);
    }

    /// <summary>The run's options.</summary>
    public WebAccess Read(ParseResult parsed) => new()
    {
        AllowedHosts = parsed.GetValue(_hosts) ?? [],
        AllowedOrigins = parsed.GetValue(_origins) ?? [],
        LinkLocalPush = parsed.GetValue(_linkLocal),
    };
}
