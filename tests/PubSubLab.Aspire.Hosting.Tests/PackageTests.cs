using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace PubSubLab.Aspire.Hosting.Tests;

/// <summary>The packages for programs, as <c>dotnet pack</c> makes them of this build.</summary>
public sealed class PackageTests
{
    [Theory]
    [InlineData("PubSubLab.Emulator", "testing.md")]
    [InlineData("PubSubLab.Aspire.Hosting", "aspire.md")]
    public async Task A_package_has_licence_tags_and_readme_and_hides_the_client(string project, string readme)
    {
        var folder = Directory.CreateTempSubdirectory("pubsublab-package-");
        try
        {
            var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;
            await RunAsync("pack", Repository.File("src", project), "--no-build", "-c", configuration, "-o", folder.FullName);

            await using var package = await ZipFile.OpenReadAsync(folder.GetFiles("*.nupkg").ShouldHaveSingleItem().FullName, TestContext.Current.CancellationToken);
            var metadata = await ReadAsync(package, $"{project}.nuspec");
            string Value(string name) => metadata.Descendants().Single(e => e.Name.LocalName == name).Value;
            Value("license").ShouldBe("MIT");
            Value("tags").Split(' ').ShouldContain("pubsub");
            Value("readme").ShouldBe(readme);
            package.GetEntry(readme).ShouldNotBeNull();
            metadata.Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => (string?)e.Attribute("id")).ShouldNotContain("PubSubLab.Client");
            package.Entries.Select(e => e.FullName).ShouldNotContain("ref/net10.0/PubSubLab.Client.dll");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<XDocument> ReadAsync(ZipArchive package, string name)
    {
        await using var stream = await package.GetEntry(name)!.OpenAsync(TestContext.Current.CancellationToken);
        return await XDocument.LoadAsync(stream, LoadOptions.None, TestContext.Current.CancellationToken);
    }

    private static async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, output + await errors);
    }
}
