namespace PubSubLab.EndToEnd.Tests.Matrix;

/// <summary>One case of the matrix.</summary>
internal sealed record Cell(Subject Subject, Deed Deed, BrokerFate Broker)
{
    /// <summary>Every case that can be.</summary>
    public static IReadOnlyList<Cell> All { get; } =
    [
        .. from subject in Subject.All
           from deed in Enum.GetValues<Deed>()
           from broker in Enum.GetValues<BrokerFate>()
           where subject.AsksBroker == (broker != BrokerFate.None) && (deed != Deed.FullFile || subject.WritesFile)
           select new Cell(subject, deed, broker),
    ];

    /// <summary>
    /// The cases for every build: one verb through all of it, and of the others so many that each two values of different dimensions meet.
    /// </summary>
    public static IReadOnlyList<Cell> Pairwise()
    {
        var whole = All.Where(cell => cell.Subject == Subject.All[0]).ToList();
        var pairs = All.SelectMany(PairsOf).ToHashSet();
        var chosen = new List<Cell>();
        foreach (var cell in whole)
        {
            Take(cell);
        }

        while (pairs.Count > 0)
        {
            Take(All.MaxBy(cell => PairsOf(cell).Count(pairs.Contains))!);
        }

        return chosen;

        void Take(Cell cell)
        {
            chosen.Add(cell);
            pairs.ExceptWith(PairsOf(cell));
        }
    }

    /// <summary>The exit codes that the README promises for it.</summary>
    public IReadOnlyList<int> Promised =>
        Subject.MayNotRun ? [1, 2]
        : Subject.IsQuiet && Deed is (Deed.ClosedOutput or Deed.FullOutput) ? [0]
        : Deed is Deed.ClosedOutput or Deed.FullOutput or Deed.FullFile || Subject.IsNeverDone ? [1]
        : !Subject.IsScreen && Broker is (BrokerFate.Absent or BrokerFate.Refusing or BrokerFate.Silent) ? [1]
        : Subject.EndsInGoodOrder && Broker is (BrokerFate.None or BrokerFate.Well) ? [0]
        : [0, 1];

    /// <inheritdoc/>
    public override string ToString() => $"{Subject.Name} × {Deed} × {Broker}";

    private static IEnumerable<object> PairsOf(Cell cell) => [(cell.Subject, cell.Deed), (cell.Subject, cell.Broker), (cell.Deed, cell.Broker)];
}
