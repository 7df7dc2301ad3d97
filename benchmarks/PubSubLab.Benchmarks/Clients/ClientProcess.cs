using System.Diagnostics;
using System.Globalization;

namespace PubSubLab.Benchmarks.Clients;

/// <summary>Another build of this program, with another client in it, on the same broker.</summary>
internal sealed class ClientProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ClientProcess(Process process, string name)
    {
        _process = process;
        Name = name;
    }

    /// <summary>The client's, as in <see cref="ClientLoad.Which"/>.</summary>
    public string Name { get; }

    public static async Task<ClientProcess> StartAsync(string file, string endpoint, int streams)
    {
        var process = Process.Start(new ProcessStartInfo(file, ["--client", endpoint, $"{streams}"])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true,
        })!;
        return new ClientProcess(process, await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{file} did not start; is it this program, built with another client?"));
    }

    public async Task<Passage> MeasureAsync(int count, CancellationToken cancellation)
    {
        await _process.StandardInput.WriteLineAsync($"{count}");
        var line = await _process.StandardOutput.ReadLineAsync(cancellation) ?? throw new InvalidOperationException($"The process of {Name} ended.");
        double[] figures = [.. line.Split(' ').Select(static figure => double.Parse(figure, CultureInfo.InvariantCulture))];
        return new Passage(figures[0], figures[1], figures[2]);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
