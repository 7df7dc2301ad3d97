using CsCheck;
using PubSubLab.Emulator.Filters;
using PubSubLab.Emulator.Tests.Support;

namespace PubSubLab.Emulator.Tests.Filters;

public sealed class FilterIndexTests
{
    private static readonly string[] s_keys = ["a", "b", "c"];
    private static readonly string[] s_values = ["", "x", "xy", "xyz", "y"];

    private static readonly Gen<string> s_condition = Gen.Select(
        Gen.Int[0, s_keys.Length - 1], Gen.Int[0, s_values.Length - 1], Gen.Int[0, 4],
        (key, value, kind) => Condition(s_keys[key], s_values[value], kind));

    private static readonly Gen<string> s_filter = Gen.Select(
        s_condition.Array[1, 3], Gen.Bool, (conditions, and) => string.Join(and ? " AND " : " OR ", conditions));

    // A value for each key; -1 for none.
    private static readonly Gen<Dictionary<string, string>> s_attributes = Gen.Int[-1, s_values.Length - 1].Array[s_keys.Length].Select(
        values => s_keys.Zip(values).Where(pair => pair.Second >= 0).ToDictionary(pair => pair.First, pair => s_values[pair.Second]));

    [Fact]
    public void The_index_finds_each_owner_whose_filter_matches_once_and_no_removed_one() =>
        Gen.Select(s_filter.Array[1, 12], s_attributes.Array[1, 6], Gen.Int[0, int.MaxValue])
            .Sample(
                (filters, messages, removed) =>
                {
                    var index = new FilterIndex<Owner>();
                    Owner[] owners = [.. filters.Select(text => new Owner(text))];
                    Array.ForEach(owners, index.Add);
                    Check(index, owners, messages);

                    var (gone, left) = (owners.Where((_, i) => (removed >> i) % 2 != 0).ToList(), owners.Where((_, i) => (removed >> i) % 2 == 0).ToArray());
                    gone.ForEach(index.Remove);
                    Check(index, left, messages);
                    index.Count.ShouldBe(left.Length);
                    index.KeyCount.ShouldBeLessThanOrEqualTo(s_keys.Length);
                    Array.ForEach(left, index.Remove);
                    (index.Count, index.KeyCount).ShouldBe((0, 0));
                },
                seed: PropertyRun.Seed,
                time: PropertyRun.Seconds,
                threads: 1);

    [Fact]
    public void Filters_that_come_and_go_leave_nothing_of_their_attribute_keys()
    {
        var index = new FilterIndex<Owner>();
        var stays = new Owner("attributes:k1");
        index.Add(stays);
        for (var i = 0; i < 1_000; i++)
        {
            foreach (var kind in (int[])[0, 1, 3])
            {
                var owner = new Owner(Condition($"k{i}", "x", kind));
                index.Add(owner);
                index.Remove(owner);
            }

            var twice = new Owner($"attributes.k{i} = \"x\" OR attributes.k{i} = \"x\" OR hasPrefix(attributes.k{i}, \"y\") OR hasPrefix(attributes.k{i}, \"y\")");
            index.Add(twice);
            index.Remove(twice);
        }

        index.KeyCount.ShouldBe(1, "the key of the filter that stays");
        Check(index, [stays], [new() { ["k1"] = "x" }, new() { ["k2"] = "x" }]);
    }

    private static string Condition(string key, string value, int kind) => kind switch
    {
        0 => $"attributes:{key}",
        1 => $"attributes.{key} = \"{value}\"",
        2 => $"attributes.{key} != \"{value}\"",
        3 => $"hasPrefix(attributes.{key}, \"{value}\")",
        _ => $"NOT attributes:{key}",
    };

    private static void Check(FilterIndex<Owner> index, Owner[] owners, Dictionary<string, string>[] messages)
    {
        foreach (var attributes in messages)
        {
            var set = new AttributeSet();
            foreach (var (key, value) in attributes)
            {
                set.Add(key, value);
            }

            var found = new List<Owner>();
            index.Find(set, found);
            found.ShouldBe(owners.Where(owner => owner.Filter!.Matches(attributes)), ignoreOrder: true);
        }
    }

    private sealed class Owner(string text) : IFilterOwner
    {
        public Filter? Filter { get; } = Filter.TryParse(text, out var filter, out var error) ? filter : throw new InvalidOperationException($"{text}: {error}");

        public long MatchRound { get; set; }
    }
}
