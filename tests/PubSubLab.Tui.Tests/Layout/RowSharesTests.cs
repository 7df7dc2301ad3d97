using System.Drawing;
using PubSubLab.Tui.Layout;

namespace PubSubLab.Tui.Tests.Layout;

public sealed class RowSharesTests
{
    [Fact]
    public void Rows_go_back_when_the_bottom_pane_comes_or_goes()
    {
        // In a smaller room the rows that were given away would be all that the upper pane has.
        var shares = new RowShares();
        shares.Begin(new Size(120, 40), null, lacksBottom: true);
        shares.Move(12, -20).ShouldBeTrue();
        shares.Begin(new Size(120, 40), null, lacksBottom: true);
        shares.Moved.ShouldBe(12);

        shares.Begin(new Size(120, 40), null, lacksBottom: false);
        shares.Moved.ShouldBe(0);
    }
}
