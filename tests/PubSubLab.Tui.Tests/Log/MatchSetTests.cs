using PubSubLab.Tui.Log;

namespace PubSubLab.Tui.Tests.Log;

public class MatchSetTests
{
    [Fact]
    public void It_does_what_a_sorted_list_does()
    {
        var random = new Random(1);
        var (set, list) = (new MatchSet(), new SortedSet<long>());
        var first = 20_000L;
        for (var round = 0; round < 300; round++)
        {
            if (random.Next(3) == 0)
            {
                var others = new MatchSet();
                for (var i = 0; i < 50; i++)
                {
                    var sequence = first + random.Next(40_000);
                    others.Add(sequence);
                    list.Add(sequence);
                }

                set.AddAll(others);
            }
            else if (random.Next(4) == 0)
            {
                first += random.Next(3_000);
                set.ForgetBefore(first);
                list.RemoveWhere(s => s < first);
            }
            else
            {
                // Backwards too, as old events are looked at.
                var sequence = Math.Max(first, first + random.Next(-5_000, 40_000));
                set.Add(sequence);
                list.Add(sequence);
            }

            set.Count.ShouldBe(list.Count);
            var at = first + random.Next(-10_000, 60_000);
            set.IndexOf(at).ShouldBe(list.Count(s => s < at));
        }

        Enumerable.Range(0, set.Count).Select(i => set[i]).ShouldBe(list);
        Should.Throw<ArgumentOutOfRangeException>(() => set[set.Count]);
    }
}
