using System.CommandLine;
using PubSubLab.Configuration;

namespace PubSubLab.Commands;

/// <summary>The options that say where the emulator listens: ours, Google's <c>--host-port</c>, or the variable that clients read.</summary>
internal sealed class ListenOptionSet
{
    private const string Loopback = "localhost";

    private readonly Option<string?> _host = new("--host")
    {
        Description = "Where to listen: localhost (default), an address or a name of this machine, or 0.0.0.0 for all.", HelpName = "HOST",
    };

    private readonly Option<int?> _port = CommonOptions.NumberOption(
        "--port", $"The port; 0 takes a free one and prints it. Default: {LabSettings.DefaultPort}; with a command a free one.", least: 0);

    private readonly Option<string?> _hostPort = new("--host-port")
    {
        Description = $"Both in one, as Google's emulator has it. Default: {SettingKeys.EmulatorHost} of the environment.", HelpName = "HOST:PORT",
    };

    /// <summary>Gives a verb these options.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_host);
        command.Options.Add(_port);
        command.Options.Add(_hostPort);
    }

    /// <summary>Reads them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="variable">The value of <c>PUBSUB_EMULATOR_HOST</c>; null for none.</param>
    /// <param name="defaultPort">The port if neither an option nor the variable has one.</param>
    /// <exception cref="SettingsException">A value is wrong, or two options say the same.</exception>
    public ListenAddress Read(ParseResult parsed, string? variable, int defaultPort)
    {
        var (host, port) = (parsed.GetValue(_host), parsed.GetValue(_port));
        if (parsed.GetValue(_hostPort) is { } both)
        {
            if (host is not null || port is not null)
            {
                throw new SettingsException([$"--host-port and {(host is not null ? "--host" : "--port")} both say where to listen. Leave one of them out."]);
            }

            var given = HostPort.Parse(both) ?? throw new SettingsException([$"--host-port is '{both}'. Write {HostPort.Form}; port 0 takes a free one."]);
            return new ListenAddress(given.Host ?? Loopback, given.Port ?? defaultPort, IsFromVariable: false);
        }

        if (host is null && port is null && !string.IsNullOrWhiteSpace(variable))
        {
            var told = HostPort.Parse(variable.Trim()) ?? throw new SettingsException(
                [$"{SettingKeys.EmulatorHost} is '{variable}' (in the environment). Write {HostPort.Form}; or unset it, or say where to listen with --host-port."]);
            return new ListenAddress(told.Host ?? Loopback, told.Port ?? defaultPort, IsFromVariable: true);
        }

        return new ListenAddress(host ?? Loopback, port ?? defaultPort, IsFromVariable: false);
    }
}
