using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using PubSubLab.Configuration;
using PubSubLab.Embedded;
using PubSubLab.Lab;
using PubSubLab.Output;

namespace PubSubLab.Commands;

/// <summary><c>health</c>: whether an emulator answers, for a container's health check or a script.</summary>
internal sealed class HealthVerb : IVerb
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public Command Build()
    {
        var address = new Argument<string?>("HOST:PORT")
        {
            Description = $"The emulator. Default: {SettingKeys.EmulatorHost}, or the emulator that runs here, or localhost:{LabSettings.DefaultPort}.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var timeout = CommonOptions.DurationOption("--timeout", $"Longest wait for the answer. Default: {Durations.Format(s_patience)}.");
        var command = new Command("health", "Ask an emulator whether it is healthy: exit code 0, or 1 with the reason.") { address, timeout };
        command.SetAction((parsed, cancellation) => RunAsync(AddressOf(parsed.GetValue(address)), parsed.GetValue(timeout) ?? s_patience, cancellation));
        return command;
    }

    private static HostPort AddressOf(string? given)
    {
        var variable = Environment.GetEnvironmentVariable(SettingKeys.EmulatorHost);
        if (given is not null || !string.IsNullOrWhiteSpace(variable))
        {
            var read = HostPort.Parse(given ?? variable!.Trim());
            return read is { Port: not 0 } && given?.Length != 0
                ? new HostPort(read.Host ?? "localhost", read.Port ?? LabSettings.DefaultPort)
                : throw new SettingsException(
                    [given is null ? $"{SettingKeys.EmulatorHost} is '{variable}' (in the environment). Write {HostPort.Form}." : $"The address is '{given}'. Write {HostPort.Form}."]);
        }

        return RunningEmulators.Find() switch
        {
            [] => new HostPort("localhost", LabSettings.DefaultPort),
            [var only] => only,
            var several => throw new SettingsException([$"Several emulators run here: {string.Join(", ", several)}. Name the one to ask."]),
        };
    }

    private static async Task<int> RunAsync(HostPort address, TimeSpan timeout, CancellationToken cancellation)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = timeout };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{address}/healthz");

        // Its own name for itself: the emulator refuses public names in requests of HTTP/1.
        request.Headers.Host = "localhost";
        try
        {
            using var response = await http.SendAsync(request, cancellation);
            var said = (await response.Content.ReadAsStringAsync(cancellation)).Trim();
            if (response.StatusCode == HttpStatusCode.OK && said.StartsWith("Ok", StringComparison.Ordinal))
            {
                Console.WriteLine($"The emulator on {address} is healthy{said["Ok".Length..].TrimEnd('.')}.");
                return ExitCodes.Done;
            }

            return Unhealthy($"{address} answers {(int)response.StatusCode} to GET /healthz, so another program listens there. Name the emulator's address: health HOST:PORT.");
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return Unhealthy($"Nothing listens on {address}. Start it with 'pubsublab emulator --host-port {address}', or name another address: health HOST:PORT.");
        }
        catch (HttpRequestException e)
        {
            return Unhealthy($"No emulator answers on {address}: {(e.InnerException ?? e).Message.TrimEnd('.')}.");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Unhealthy($"{address} gives no answer within {Durations.Format(timeout)}. It may be busy (--timeout waits longer), or another program listens there.");
        }
    }

    private static int Unhealthy(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return ExitCodes.Failed;
    }
}
