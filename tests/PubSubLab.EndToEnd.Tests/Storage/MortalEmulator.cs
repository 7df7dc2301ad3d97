using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PubSubLab.EndToEnd.Tests.Support;
using PubSubLab.TotalQueue;

namespace PubSubLab.EndToEnd.Tests.Storage;

/// <summary>The real program with a data directory, on one port in all its lives.</summary>
/// <param name="nextWrite">Says at which write to the disk the next life ends; null where it ends from outside.</param>
internal sealed class MortalEmulator(Func<int>? nextWrite = null) : IMortalBroker, IAsyncDisposable
{
    private readonly int _port = FreePort();
    private readonly List<int> _deaths = [];
    private Lab? _process;
    private int _write;

    public bool MayDie { get; set; }

    /// <summary>The data directory.</summary>
    public string Data { get; } = Directory.CreateTempSubdirectory("pubsublab-kills-").FullName;

    public string Endpoint => $"127.0.0.1:{_port}";

    /// <summary>The writes at which it died, for a report.</summary>
    public string Deaths => _deaths.Count == 0 ? "" : $", died at the writes {string.Join(' ', _deaths)} of its lives";

    public async Task StartAsync()
    {
        while (!await TryStartAsync())
        {
            // It died while it opened the directory: the next life has to cope with that.
        }
    }

    /// <summary>Starts it.</summary>
    /// <returns>Whether it listens; false where its last write came before that.</returns>
    public async Task<bool> TryStartAsync()
    {
        string[] command = [Lab.Program, "emulator", "--port", $"{_port}", "--data-dir", Data];
        _write = 0;
        if (nextWrite is null || !MayDie)
        {
            _process = Lab.Start(command[1..]);
        }
        else
        {
            _write = nextWrite();
            _process = Lab.StartOther("strace", Strace.With(string.Create(CultureInfo.InvariantCulture, $"pwrite64:signal=KILL:when={_write}"), null, command));
        }

        await Lab.UntilAsync(() => _process.HasEnded || _process.Lines.Any(static line => line.StartsWith("Server started", StringComparison.Ordinal)), _process);
        if (!_process.HasEnded)
        {
            return true;
        }

        _write.ShouldBePositive($"It ended by itself: {string.Join('\n', _process.Errors)}");
        _deaths.Add(_write);
        return false;
    }

    public Task DrainedAsync(TimeSpan patience) => Eventually.HoldsAsync(async () => (await Backlog.OfAsync(Endpoint)).Count == 0, "the broker has nothing any more", patience);

    public async Task KillAsync()
    {
        await _process!.DisposeAsync();
        _process = null;
    }

    public async Task<bool> DiesAsync()
    {
        if (_write == 0)
        {
            return false;
        }

        await Lab.UntilAsync(() => _process!.HasEnded, _process!);
        _deaths.Add(_write);
        return true;
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
