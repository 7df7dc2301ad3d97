using System.Diagnostics;
using System.Net.Sockets;

namespace PubSubLab.Benchmarks.Brokers;

/// <summary>A broker in a process of its own: ours, the ceiling, or Google's emulator.</summary>
internal sealed class BrokerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private BrokerProcess(string name, Process process, string endpoint, TimeSpan started)
    {
        Name = name;
        _process = process;
        Endpoint = endpoint;
        Started = started;
    }

    public string Name { get; }

    public string Endpoint { get; }

    /// <summary>From the start of the process until it listens.</summary>
    public TimeSpan Started { get; }

    /// <summary>Resident memory in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="which">The broker, or its data directory.</param>
    /// <param name="heap">Bytes that its heap may take; null for no limit.</param>
    public static async Task<BrokerProcess> StartOursAsync(string which = "ours", long? heap = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        var info = new ProcessStartInfo(Environment.ProcessPath!, ["--serve", which]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true };
        if (heap is { } limit)
        {
            info.Environment["DOTNET_GCHeapHardLimit"] = limit.ToString("X", System.Globalization.CultureInfo.InvariantCulture);
        }

        var process = Process.Start(info)!;
        var endpoint = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The broker {which} did not start.");
        return new BrokerProcess(which, process, endpoint, TimeProvider.System.GetElapsedTime(start));
    }

    /// <summary>Our emulator as a published program.</summary>
    public static async Task<BrokerProcess> StartPublishedAsync(PublishedProgram program)
    {
        const string FirstLine = "PUBSUB_EMULATOR_HOST=";
        var start = TimeProvider.System.GetTimestamp();
        var process = Process.Start(new ProcessStartInfo(program.File, ["emulator", "--port", "0"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The published program did not start.");
        return new BrokerProcess("published", process, line[FirstLine.Length..], TimeProvider.System.GetElapsedTime(start));
    }

    /// <summary>Google's emulator, where the Google Cloud SDK has it; else null.</summary>
    public static async Task<BrokerProcess?> TryStartGoogleAsync(CancellationToken cancellation)
    {
        var jar = FindJar();
        if (jar is null)
        {
            return null;
        }

        using var probe = new TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        var port = ((System.Net.IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var start = TimeProvider.System.GetTimestamp();
        var process = Process.Start(new ProcessStartInfo("java", ["-jar", jar, "--host=127.0.0.1", $"--port={port}"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!await ListensAsync(port, cancellation))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellation);
        }

        return new BrokerProcess("google", process, $"127.0.0.1:{port}", TimeProvider.System.GetElapsedTime(start));
    }

    /// <summary>Makes our broker collect its garbage, and gives the bytes that are left in use.</summary>
    public async Task<long> CollectAsync()
    {
        await _process.StandardInput.WriteLineAsync("gc");
        return long.Parse(await _process.StandardOutput.ReadLineAsync() ?? "0");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>The SDK is where CLOUDSDK_ROOT_DIR says, or around the gcloud that PATH finds.</summary>
    private static string? FindJar()
    {
        var gcloud = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(static folder => new FileInfo(Path.Combine(folder, "gcloud")))
            .FirstOrDefault(static file => file.Exists);
        var root = Environment.GetEnvironmentVariable("CLOUDSDK_ROOT_DIR") ??
            Path.GetDirectoryName(Path.GetDirectoryName((gcloud?.ResolveLinkTarget(returnFinalTarget: true) ?? gcloud)?.FullName));
        var folder = root is null ? null : Path.Combine(root, "platform", "pubsub-emulator", "lib");
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "cloud-pubsub-emulator-*-all.jar").FirstOrDefault() : null;
    }

    private static async Task<bool> ListensAsync(int port, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
