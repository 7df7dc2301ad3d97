using System.Text.Json;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Image;

/// <summary>The image, built with buildah on a Debian root of its own, where the tools and the published program are there.</summary>
public sealed class BuiltImage : IAsyncLifetime
{
    // A Debian root made before, as root.tar: mmdebstrap downloads it for minutes.
    private const string ReadyRoot = "PUBSUBLAB_DEBIAN_ROOT";
    private const string Name = "pubsublab";
    private const string Base = "debian-root";

    // Downloads and unpacks a Debian system.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"pubsublab-image-{Guid.NewGuid():N}");

    /// <summary>The reason why there is none; null if it was built.</summary>
    public string? Missing { get; private set; }

    /// <summary>The image's configuration, as Docker has it.</summary>
    public JsonElement Config { get; private set; }

    /// <summary>Compressed bytes of each layer, the base's first.</summary>
    public IReadOnlyList<long> Layers { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Missing = WhyNot();
        if (Missing is not null)
        {
            return;
        }

        Directory.CreateDirectory(_folder);
        await MakeRootAsync(Path.Combine(_folder, "root.tar"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "Dockerfile"), "FROM scratch\nADD root.tar /\n");
        await BuildahAsync("build", "--isolation", "chroot", "-t", Base, _folder);
        await BuildahAsync(
            "build", "--format", "docker", "--isolation", "chroot", "--build-arg", $"BASE=localhost/{Base}", "--build-arg", "TARGETARCH=amd64", "-t", Name, Repository.Root);
        await BuildahAsync("push", Name, $"oci:{_folder}/oci:{Name}");
        var inspected = JsonDocument.Parse(await BuildahAsync("inspect", "--type", "image", Name)).RootElement;
        Config = inspected.GetProperty("Docker").GetProperty("config");
        var index = await ReadAsync("index.json");
        var manifest = await ReadAsync($"blobs/sha256/{index.GetProperty("manifests")[0].GetProperty("digest").GetString()!["sha256:".Length..]}");
        Layers = [.. manifest.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("size").GetInt64())];
    }

    /// <summary>A container of the image.</summary>
    public async Task<string> ContainerAsync() => (await BuildahAsync("from", Name)).Trim();

    /// <summary>Runs a command in a container to its end.</summary>
    public Task<string> InContainerAsync(string container, params string[] command) => BuildahAsync(RunIn(container, command));

    /// <summary>Starts a command in a container.</summary>
    internal Task<RunningContainer> StartInAsync(string container, string command) => RunningContainer.StartAsync([.. Storage, .. RunIn(container, [])], command);

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(_folder))
        {
            await BuildahAsync("rm", "--all");
            await RunAsync("rm", ["-rf", _folder]);
        }
    }

    private string[] Storage => ["--storage-driver", "vfs", "--root", Path.Combine(_folder, "storage"), "--runroot", Path.Combine(_folder, "run")];

    private static string? WhyNot() =>
        !OperatingSystem.IsLinux() ? "buildah is for Linux."
        : ((string[])["buildah", "mmdebstrap"]).FirstOrDefault(static tool => !IsThere(tool)) is { } missing ? $"{missing} is not installed."
        : !Environment.IsPrivilegedProcess ? "Only root makes a Debian root."
        : !File.Exists(Repository.File("artifacts", "image", "amd64", "pubsublab")) ? "artifacts/image/amd64/pubsublab is not there: .ci/release linux-x64 makes it."
        : null;

    private static bool IsThere(string tool) => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool)));

    private static string[] RunIn(string container, string[] command) => ["run", "--isolation", "chroot", container, "--", .. command];

    private static async Task MakeRootAsync(string file)
    {
        if (Environment.GetEnvironmentVariable(ReadyRoot) is { Length: > 0 } ready)
        {
            File.Copy(ready, file);
            return;
        }

        var sources = ((string[])["/etc/apt/sources.list", "/etc/apt/sources.list.d/debian.sources"]).Where(File.Exists);
        await RunAsync("mmdebstrap", ["--variant=minbase", "--include=libssl3,libstdc++6,ca-certificates", "bookworm", file, .. sources]);
    }

    /// <summary>Runs a program, and expects success.</summary>
    /// <returns>Its standard output.</returns>
    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        await using var run = Lab.StartOther(program, arguments);
        (await run.EndAsync(s_patience)).ShouldBe(0, $"{program} {string.Join(' ', arguments)}: {string.Join('\n', [.. run.Lines, .. run.Errors])}");
        return string.Join('\n', run.Lines);
    }

    private Task<string> BuildahAsync(params string[] arguments) => RunAsync("buildah", [.. Storage, .. arguments]);

    private async Task<JsonElement> ReadAsync(string file) => JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "oci", file))).RootElement;
}
