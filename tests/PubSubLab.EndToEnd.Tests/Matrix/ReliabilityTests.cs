using System.Text;
using PubSubLab.TestSupport;

namespace PubSubLab.EndToEnd.Tests.Matrix;

/// <summary>docs/reliability.md tells the cases and what is promised of each. PUBSUBLAB_WRITE_DOCS=1 writes its table.</summary>
public sealed class ReliabilityTests
{
    private const string Begin = "<!-- cases: made from tests/PubSubLab.EndToEnd.Tests/Matrix -->";
    private const string End = "<!-- end of cases -->";

    private static readonly Dictionary<BrokerFate, string> s_fates = new()
    {
        [BrokerFate.None] = "asks none",
        [BrokerFate.Well] = "there",
        [BrokerFate.Absent] = "absent",
        [BrokerFate.Refusing] = "ends each connection",
        [BrokerFate.Silent] = "accepts, is silent",
        [BrokerFate.Dying] = "dies in the middle",
        [BrokerFate.BackEmpty] = "back, empty",
        [BrokerFate.BackWhole] = "back, whole",
    };

    [Fact]
    public async Task The_guide_tells_every_case()
    {
        var path = Path.Combine(Repository.Root, "docs", "reliability.md");
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        var expected = $"{text[..from]}\n{Table()}{text[to..]}";
        if (Environment.GetEnvironmentVariable("PUBSUBLAB_WRITE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(path, expected, TestContext.Current.CancellationToken);
            text = expected;
        }

        text.ShouldBe(expected, "write it anew with PUBSUBLAB_WRITE_DOCS=1");
    }

    [Fact]
    public void A_build_meets_every_two_values_of_different_dimensions_and_one_verb_whole()
    {
        var chosen = Cell.Pairwise();

        Cell.All.ShouldAllBe(cell => chosen.Any(c => c.Subject == cell.Subject && c.Deed == cell.Deed));
        Cell.All.ShouldAllBe(cell => chosen.Any(c => c.Subject == cell.Subject && c.Broker == cell.Broker));
        Cell.All.ShouldAllBe(cell => chosen.Any(c => c.Deed == cell.Deed && c.Broker == cell.Broker));
        Cell.All.Where(cell => cell.Subject == Subject.All[0]).ShouldBeSubsetOf(chosen);
    }

    private static string Table()
    {
        var table = new StringBuilder();
        table.Append("| verb | broker | SIGINT, SIGTERM, SIGHUP, SIGQUIT | standard output closed or full | its file full |\n|---|---|---|---|---|\n");
        foreach (var subject in Subject.All)
        {
            foreach (var rows in Cell.All.Where(cell => cell.Subject == subject).GroupBy(cell => cell.Broker).GroupBy(row => string.Join('|', Columns([.. row]))))
            {
                table.Append($"| `{subject.Name}` | {string.Join("; ", rows.Select(row => s_fates[row.Key]))} | {rows.Key.Replace("|", " | ", StringComparison.Ordinal)} |\n");
            }
        }

        return table.ToString();
    }

    private static IEnumerable<string> Columns(IReadOnlyList<Cell> row)
    {
        yield return Codes(row, deed => deed <= Deed.Quit);
        yield return Codes(row, deed => deed is Deed.ClosedOutput or Deed.FullOutput);
        yield return Codes(row, deed => deed == Deed.FullFile);
    }

    private static string Codes(IReadOnlyList<Cell> row, Func<Deed, bool> isIt)
    {
        var codes = row.Where(cell => isIt(cell.Deed)).SelectMany(cell => cell.Promised).Distinct().Order().ToList();
        return codes.Count == 0 ? "writes none" : string.Join(" or ", codes);
    }
}
