using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using PubSubLab.EndToEnd.Tests.Support;
using PubSubLab.TotalQueue;

namespace PubSubLab.EndToEnd.Tests.Storage;

/// <summary>The real program with a data directory, on one port in all its lives.</summary>
internal sealed class MortalEmulator : IMortalBroker, IAsyncDisposable
{
    private readonly int _port = FreePort();
    private Lab? _process;

    /// <summary>The data directory.</summary>
    public string Data { get; } = Directory.CreateTempSubdirectory("pubsublab-kills-").FullName;

    public string Endpoint => $"127.0.0.1:{_port}";

    public async Task StartAsync() => (_process, _) = await Lab.StartEmulatorAsync($"emulator --port {_port} --data-dir {Data}");

    public async Task<IReadOnlyList<string>> BacklogAsync()
    {
        using var http = new HttpClient();
        var state = JsonDocument.Parse(await http.GetStringAsync($"http://{Endpoint}/emulator/v1/state")).RootElement;
        return state.TryGetProperty("messages", out var messages)
            ? [.. messages.EnumerateArray().Select(static entry => System.Text.Encoding.UTF8.GetString(entry.GetProperty("message").GetProperty("data").GetBytesFromBase64()))]
            : [];
    }

    public async Task KillAsync()
    {
        await _process!.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        Directory.Delete(Data, recursive: true);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
