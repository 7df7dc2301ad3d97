using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PubSubLab.Emulator.Tests.Conformance;

/// <summary>Google's emulator out of the Google Cloud SDK, in a process of its own.</summary>
internal sealed class GoogleEmulator : IAsyncDisposable
{
    private readonly Process _process;

    private GoogleEmulator(Process process, string endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    public static bool IsThere => Jar is not null;

    public static string Version => Path.GetFileName(Jar)!.Split('-')[3];

    public string Endpoint { get; }

    /// <summary>The SDK is where CLOUDSDK_ROOT_DIR says, or around the gcloud that PATH finds.</summary>
    private static string? Jar
    {
        get
        {
            var gcloud = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .Select(folder => new FileInfo(Path.Combine(folder, "gcloud")))
                .FirstOrDefault(file => file.Exists);
            var root = System.Environment.GetEnvironmentVariable("CLOUDSDK_ROOT_DIR") ??
                Path.GetDirectoryName(Path.GetDirectoryName((gcloud?.ResolveLinkTarget(returnFinalTarget: true) ?? gcloud)?.FullName));
            var folder = root is null ? null : Path.Combine(root, "platform", "pubsub-emulator", "lib");
            return Directory.Exists(folder) ? Directory.GetFiles(folder, "cloud-pubsub-emulator-*-all.jar").FirstOrDefault() : null;
        }
    }

    public static async Task<GoogleEmulator> StartAsync()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var process = Process.Start(new ProcessStartInfo("java", ["-jar", Jar!, "--host=127.0.0.1", $"--port={port}"])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!await ListensAsync(port))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        return new GoogleEmulator(process, $"127.0.0.1:{port}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
