namespace PubSubLab.TotalQueue;

/// <summary>A run's figures.</summary>
/// <param name="Published">Messages whose publishing was confirmed.</param>
/// <param name="Deliveries">Deliveries to consumers.</param>
/// <param name="Lost">Confirmed messages without an acknowledgement.</param>
/// <param name="Unexpected">Deliveries of what was never published, or not as it was published.</param>
/// <param name="Duplicates">Deliveries of a message that was delivered before, by their reason.</param>
/// <param name="AfterConfirmation">Deliveries after a confirmed acknowledgement; only exactly-once delivery forbids them.</param>
/// <param name="OutOfOrder">First deliveries before an earlier message of their key; only ordered delivery forbids them.</param>
internal sealed record LedgerFigures(
    int Published, int Deliveries, int Lost, int Unexpected, IReadOnlyDictionary<string, int> Duplicates, int AfterConfirmation, int OutOfOrder)
{
    /// <summary>Duplicates for which the ledger knows no reason.</summary>
    public int Unexplained => Duplicates.GetValueOrDefault(Ledger.NoReason);

    public override string ToString() =>
        $"{Published} published, {Deliveries} deliveries, lost {Lost}, unexpected {Unexpected}, after confirmation {AfterConfirmation}, out of order {OutOfOrder}; "
        + $"duplicates: {(Duplicates.Count == 0 ? "none" : string.Join(", ", Duplicates.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Value} {d.Key}")))}";
}
