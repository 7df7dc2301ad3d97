namespace PubSubLab.Lab.Routing;

/// <summary>Spread of random users over the places of <see cref="TopicAndSub"/>.</summary>
public sealed record RouteSpread
{
    /// <summary>The most places that are counted.</summary>
    public const ulong MostPlaces = 100_000_000;

    /// <summary>Users.</summary>
    public required int Users { get; init; }

    /// <summary>Topics x subscriptions.</summary>
    public required long Places { get; init; }

    /// <summary>Number of places with 0, 1, 2, … users.</summary>
    public required IReadOnlyList<long> PlacesWith { get; init; }

    /// <summary>The fewest and the most users that a topic has.</summary>
    public required (long Fewest, long Most) PerTopic { get; init; }

    /// <summary>Places that chance alone gives n users: Poisson with mean users / places.</summary>
    public double Expected(int n)
    {
        var mean = (double)Users / Places;
        var p = Math.Exp(-mean);
        for (var i = 1; i <= n; i++)
        {
            p *= mean / i;
        }

        return Places * p;
    }

    /// <summary>Draws users from a seed and counts where they fall.</summary>
    /// <exception cref="LabException">There are too many places to count.</exception>
    public static RouteSpread Draw(TopicAndSub totals, int users, int seed)
    {
        if (totals.Topics > MostPlaces || totals.Subs > MostPlaces || totals.Topics * totals.Subs > MostPlaces)
        {
            throw new LabException($"{totals.Topics:N0} topics x {totals.Subs:N0} subscriptions are too many places to count; at most {MostPlaces:N0}. Ask for smaller totals.");
        }

        var crowd = new RoutingCrowd(new RoutingOptions { Scale = new RoutingScale { Users = users, Workers = 1 }, Messages = 1, Seed = seed });
        var perPlace = new int[totals.Topics * totals.Subs];
        var perTopic = new long[totals.Topics];
        foreach (var user in crowd.Users)
        {
            var (topic, sub) = totals.Of(user);
            perPlace[(topic * totals.Subs) + sub]++;
            perTopic[topic]++;
        }

        var with = new long[perPlace.Max() + 1];
        foreach (var n in perPlace)
        {
            with[n]++;
        }

        return new RouteSpread { Users = users, Places = perPlace.Length, PlacesWith = with, PerTopic = (perTopic.Min(), perTopic.Max()) };
    }
}
