using System.Globalization;
using System.Text;
using System.Xml;
using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;

namespace PubSubLab.Output;

/// <summary>Runs of experiments as a JUnit file, which CI systems read: a suite for each experiment, a case for each expectation.</summary>
internal static class JUnitFile
{
    /// <summary>Why a file cannot be at a path, as a sentence; null where it can. Known before the runs.</summary>
    public static string? WhyNot(string path)
    {
        var reason = path.Length == 0 ? "the name is empty."
            : Directory.Exists(path) ? "it is a folder."
            : Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder) ? $"there is no folder '{folder}'."
            : null;
        return reason is null ? null : Refusal(path, reason);
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="LabException">It cannot be written.</exception>
    public static async Task WriteAsync(string path, IReadOnlyList<FinishedRun> runs, CancellationToken cancellation)
    {
        try
        {
            await File.WriteAllTextAsync(path, Text(runs), cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException(Refusal(path, e.Message), e);
        }
    }

    /// <summary>The document.</summary>
    public static string Text(IReadOnlyList<FinishedRun> runs)
    {
        using var text = new Utf8Writer();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", "pubsublab");
            Counts(xml, runs.Sum(Tests), runs.Sum(Failures), runs.Count(IsError), runs.Aggregate(TimeSpan.Zero, (sum, run) => sum + run.Duration));
            foreach (var run in runs)
            {
                Suite(xml, run);
            }

            xml.WriteEndElement();
        }

        return text + "\n";
    }

    private static string Refusal(string path, string reason) => $"The JUnit file cannot be written to '{path}': {reason} Name another file with --junit.";

    private static void Suite(XmlWriter xml, FinishedRun run)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Clean(run.Result.Experiment));
        Counts(xml, Tests(run), Failures(run), IsError(run) ? 1 : 0, run.Duration);
        xml.WriteStartElement("properties");
        Property(xml, "source", run.Label);
        Property(xml, "seed", run.Seed.ToString(CultureInfo.InvariantCulture));
        Property(xml, "virtualTime", run.IsVirtual ? "true" : "false");
        foreach (var figure in run.Result.Figures)
        {
            Property(xml, figure.Unit.Length > 0 ? $"{figure.Name} ({figure.Unit})" : figure.Name, figure.Value.ToString(CultureInfo.InvariantCulture));
        }

        xml.WriteEndElement();
        if (IsError(run))
        {
            Case(xml, run, "runs", "error", run.Result.Answer);
        }

        foreach (var expectation in run.Result.Expectations)
        {
            Case(xml, run, $"{expectation.What}: {expectation.Expected}", "failure", IsFailure(run, expectation) ? expectation.Reason : null);
        }

        xml.WriteEndElement();
    }

    private static void Case(XmlWriter xml, FinishedRun run, string name, string kind, string? reason)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean(run.Label));
        xml.WriteAttributeString("name", Clean(name));
        xml.WriteAttributeString("time", "0");
        if (reason is not null)
        {
            xml.WriteStartElement(kind);
            xml.WriteAttributeString("message", Clean(reason));
            xml.WriteString(Clean($"{reason} Seed {run.Seed}."));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Counts(XmlWriter xml, int tests, int failures, int errors, TimeSpan time)
    {
        xml.WriteAttributeString("tests", tests.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("failures", failures.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("errors", errors.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("time", time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));
    }

    private static void Property(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("property");
        xml.WriteAttributeString("name", Clean(name));
        xml.WriteAttributeString("value", Clean(value));
        xml.WriteEndElement();
    }

    private static int Tests(FinishedRun run) => run.Result.Expectations.Count + (IsError(run) ? 1 : 0);

    private static int Failures(FinishedRun run) => run.Result.Expectations.Count(e => IsFailure(run, e));

    private static bool IsError(FinishedRun run) => run.ExitCode == ExitCodes.CouldNotRun;

    private static bool IsFailure(FinishedRun run, Expectation expectation) => !expectation.Met && !IsError(run);

    // XML has no way to write these characters, not even as references.
    private static string Clean(string text)
    {
        if (text.All(XmlConvert.IsXmlChar))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? "\uFFFD" : rune.ToString());
        }

        return clean.ToString();
    }

    // A string writer says that it is UTF-16, and the file is not.
    private sealed class Utf8Writer() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
