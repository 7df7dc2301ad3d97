using PubSubLab.Commands;
using PubSubLab.Configuration;
using PubSubLab.Lab;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Routing.Reporting;

namespace PubSubLab.Output;

/// <summary>The report of the routing experiment on disk: JSON, and the Markdown and the HTML that are made from it.</summary>
internal sealed class RoutingReportFiles
{
    private readonly string _html;

    /// <summary>Files beside each other: the HTML as it was asked for, the others with their own endings.</summary>
    /// <exception cref="SettingsException">The name does not end in .html, or the folder is not there.</exception>
    public RoutingReportFiles(string html)
    {
        if (!html.EndsWith(".html", StringComparison.OrdinalIgnoreCase))
        {
            throw new SettingsException([$"--report is '{html}'. Name a file that ends in .html; .md and .json are written beside it."]);
        }

        if (Path.GetDirectoryName(Path.GetFullPath(html)) is { } folder && !Directory.Exists(folder))
        {
            throw new SettingsException([$"--report is '{html}', and there is no folder '{folder}'. Make it first, or name another file."]);
        }

        _html = html;
    }

    /// <summary>Reads reports, and writes one made from all of them; without files, prints its Markdown.</summary>
    public static async Task<int> RenderAsync(IReadOnlyList<string> sources, RoutingReportFiles? files, CancellationToken cancellation)
    {
        var reports = new List<RoutingReport>();
        foreach (var source in sources)
        {
            try
            {
                reports.AddRange(RoutingReport.ListFromJson(await File.ReadAllTextAsync(source, cancellation)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new SettingsException([$"--from is '{source}', which cannot be read: {e.Message}"]);
            }
            catch (LabException e)
            {
                throw new SettingsException([$"--from is '{source}'. {e.Message}"]);
            }
        }

        Console.Write((files is null ? RoutingMarkdown.Write(reports) : await files.WriteAsync(reports)) + Environment.NewLine);
        return ExitCodes.Done;
    }

    /// <summary>Writes the three files.</summary>
    /// <returns>A sentence that says where they are.</returns>
    /// <exception cref="LabException">They cannot be written.</exception>
    public async Task<string> WriteAsync(IReadOnlyList<RoutingReport> reports)
    {
        var json = RoutingReport.ToJson(reports);

        // From the JSON and not from memory, so that a report made later from the file is the same.
        var read = RoutingReport.ListFromJson(json);
        var (markdownFile, jsonFile) = (Path.ChangeExtension(_html, ".md"), Path.ChangeExtension(_html, ".json"));
        try
        {
            await File.WriteAllTextAsync(jsonFile, json);
            await File.WriteAllTextAsync(markdownFile, RoutingMarkdown.Write(read));
            await File.WriteAllTextAsync(_html, RoutingHtml.Write(read));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"The report could not be written: {e.Message} Name another file with --report.", e);
        }

        return $"Report: {_html}, {markdownFile}, {jsonFile}";
    }
}
