namespace PubSubLab.Tui.Publishing;

/// <summary>The places of the composer's parts: one line, or a form with one or two columns of fields above the editor.</summary>
internal sealed record ComposerLayout
{
    /// <summary>Width of a label with the space after it.</summary>
    public const int LabelWidth = 14;

    /// <summary>Columns before the field of the time between tasks, for its label.</summary>
    public const int ShortLabel = 6;

    private const int FewestRows = 7;
    private const int FewestRowsOfOneColumn = 10;
    private const int TwoColumns = 56;
    private const int DenseRows = 16;
    private const int CountWidth = 7;
    private const int EveryWidth = 9;
    private const int MostOutcomeRows = 4;

    /// <summary>Whether there is room for a line only.</summary>
    public bool IsLine { get; private init; }

    public Rectangle Topic { get; private init; }

    public Rectangle User { get; private init; }

    public Rectangle Attributes { get; private init; }

    public Rectangle OrderingKey { get; private init; }

    public Rectangle Route { get; private init; }

    public Rectangle Count { get; private init; }

    /// <summary>Width of the label of <see cref="Count"/>.</summary>
    public int CountLabel { get; private init; } = LabelWidth - 1;

    public Rectangle Every { get; private init; }

    /// <summary>The row above the editor, with two buttons.</summary>
    public Rectangle Header { get; private init; }

    public Rectangle Editor { get; private init; }

    /// <summary>The row of the buttons that publish.</summary>
    public Rectangle Buttons { get; private init; }

    /// <summary>The rows for error and progress.</summary>
    public Rectangle Outcome { get; private init; }

    /// <summary>Lays out the rows inside a frame.</summary>
    public static ComposerLayout Of(Rectangle inner) =>
        inner.Height < (inner.Width >= TwoColumns ? FewestRows : FewestRowsOfOneColumn) ? new ComposerLayout { IsLine = true }
        : inner.Width >= TwoColumns && inner.Height < DenseRows ? InTwoColumns(inner)
        : InOneColumn(inner);

    private static ComposerLayout InOneColumn(Rectangle inner)
    {
        Rectangle Row(int row) => new(inner.X + LabelWidth, inner.Y + row, Math.Max(4, inner.Width - LabelWidth - 1), 1);
        const int above = 6, below = 2;
        var left = inner.Height - above - below;
        var outcome = OutcomeRows(left);
        var editor = Math.Max(1, left - outcome);
        var count = Row(above + editor);
        var every = count.X + CountWidth + 1 + ShortLabel;
        return new ComposerLayout
        {
            Topic = Row(0),
            User = Row(1),
            Attributes = Row(2),
            OrderingKey = Row(3),
            Route = Row(4),
            Header = Row(5),
            Editor = new(inner.X + 1, inner.Y + above, inner.Width - 2, editor),
            Count = count with { Width = CountWidth },
            Every = new(every, count.Y, Math.Clamp(inner.Right - every - 1, 4, EveryWidth), 1),
            Buttons = new(inner.X + 1, count.Y + 1, inner.Width - 2, 1),
            Outcome = new(inner.X + 1, count.Y + below, inner.Width - 2, Math.Max(0, inner.Bottom - count.Y - below)),
        };
    }

    private static ComposerLayout InTwoColumns(Rectangle inner)
    {
        var half = inner.Width / 2;
        Rectangle Left(int row) => new(inner.X + LabelWidth, inner.Y + row, half - LabelWidth - 1, 1);
        Rectangle Right(int row) => new(inner.X + half + LabelWidth, inner.Y + row, inner.Width - half - LabelWidth - 1, 1);
        const int above = 4;
        var left = inner.Height - above - 1;
        var outcome = OutcomeRows(left);
        var editor = Math.Max(1, left - outcome);
        var count = new Rectangle(inner.X + half + 1 + ShortLabel, inner.Y + 2, CountWidth, 1);
        var every = count.Right + 1 + ShortLabel;
        var buttons = inner.Y + above + editor;
        return new ComposerLayout
        {
            Topic = Left(0),
            User = Right(0),
            Attributes = Left(1),
            OrderingKey = Right(1),
            Route = Left(2),
            Count = count,
            CountLabel = ShortLabel,
            Every = new(every, count.Y, Math.Clamp(inner.Right - every - 1, 2, EveryWidth), 1),
            Header = Left(3) with { Width = inner.Width - LabelWidth - 1 },
            Editor = new(inner.X + 1, inner.Y + above, inner.Width - 2, editor),
            Buttons = new(inner.X + 1, buttons, inner.Width - 2, 1),
            Outcome = new(inner.X + 1, buttons + 1, inner.Width - 2, Math.Max(0, inner.Bottom - buttons - 1)),
        };
    }

    // The editor has the larger part.
    private static int OutcomeRows(int rows) => Math.Clamp((rows + 1) * 2 / 5, 1, MostOutcomeRows);
}
