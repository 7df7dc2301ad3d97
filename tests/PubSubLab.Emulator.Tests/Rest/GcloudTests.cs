using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using PubSubLab.Emulator.Tests.Support;

namespace PubSubLab.Emulator.Tests.Rest;

/// <summary>Google's command line runs <c>Rest/Corpus/gcloud.script</c> against the emulator, and each exit code is held.</summary>
public sealed partial class GcloudTests
{
    private static string? Gcloud { get; } = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(static folder => Path.Combine(folder, "gcloud")).FirstOrDefault(File.Exists);

    private static string Corpus => Repository.File("tests", "PubSubLab.Emulator.Tests", "Rest", "Corpus");

    [Fact]
    public async Task Every_command_ends_with_its_code()
    {
        Assert.SkipWhen(Gcloud is null, "gcloud is not installed.");
        await using var emulator = await PubSubEmulator.StartAsync();
        var settings = Directory.CreateTempSubdirectory("gcloud");
        try
        {
            var script = Path.Combine(Corpus, "gcloud.script");
            var wrong = new List<string>();
            foreach (var line in (await File.ReadAllLinesAsync(script)).Where(static line => line.Length > 0 && !line.StartsWith('#')))
            {
                var words = Word().Matches(line).Select(static match => match.Value.Replace("'", "", StringComparison.Ordinal)).ToArray();
                var (code, output) = await RunAsync(words[1..], emulator.Endpoint, settings.FullName);

                // gcloud ends with the code of a refusal too when it does not understand an answer.
                if (code != int.Parse(words[0], CultureInfo.InvariantCulture) || output.Contains("gcloud crashed", StringComparison.Ordinal))
                {
                    wrong.Add($"{line}: {code}\n{output}");
                }
            }

            wrong.ShouldBeEmpty();
        }
        finally
        {
            settings.Delete(recursive: true);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string[] arguments, string endpoint, string settings)
    {
        using var process = Process.Start(new ProcessStartInfo(Gcloud!, ["pubsub", .. arguments])
        {
            WorkingDirectory = Corpus, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            Environment =
            {
                ["CLOUDSDK_CONFIG"] = settings,
                ["CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB"] = $"http://{endpoint}/",
                ["CLOUDSDK_AUTH_DISABLE_CREDENTIALS"] = "true",
                ["CLOUDSDK_CORE_PROJECT"] = "test",
                ["CLOUDSDK_CORE_DISABLE_PROMPTS"] = "1",
                ["CLOUDSDK_CORE_DISABLE_USAGE_REPORTING"] = "true",
            },
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    // A word, or a word whose last part stands in single quotes.
    [GeneratedRegex("[^ ']*'[^']*'|[^ ']+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Word();
}
