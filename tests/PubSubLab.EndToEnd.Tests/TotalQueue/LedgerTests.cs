using PubSubLab.TotalQueue;

namespace PubSubLab.EndToEnd.Tests.TotalQueue;

public sealed class LedgerTests
{
    private const int Earlier = 0;
    private const int Later = Ledger.Keys;

    [Fact]
    public void A_message_that_was_under_way_while_an_earlier_one_of_its_key_was_returned_has_a_reason()
    {
        var ledger = Attempted(QueueKind.Ordered);
        Receive(ledger, Earlier);
        ledger.Returned(Earlier, Id(Earlier));
        Receive(ledger, Later);
        Receive(ledger, Earlier);
        Receive(ledger, Later);

        var figures = ledger.Figures();
        figures.Unexplained.ShouldBe(0, figures.ToString());
        figures.Duplicates.Values.Sum().ShouldBe(2);
    }

    [Theory]
    [InlineData(QueueKind.Plain)]
    [InlineData(QueueKind.Ordered)]
    public void A_message_that_comes_again_after_nothing_happened_has_none(QueueKind kind)
    {
        var ledger = Attempted(kind);
        Receive(ledger, Earlier);
        ledger.Acked("c", Earlier);
        Receive(ledger, Earlier);

        ledger.Figures().Unexplained.ShouldBe(1);
    }

    private static Ledger Attempted(QueueKind kind)
    {
        var ledger = new Ledger(kind);
        ledger.Attempts(Earlier);
        ledger.Attempts(Later);
        return ledger;
    }

    private static void Receive(Ledger ledger, int index) => ledger.Received("c", index, Id(index), ledger.KeyOf(index));

    private static string Id(int index) => $"id{index}";
}
