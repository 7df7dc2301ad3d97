using System.Globalization;
using PubSubLab.Lab.Publishing;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>Messages to publish: how many, when, for whom, and how many of them no handler can handle.</summary>
/// <param name="Draft">The message.</param>
internal sealed record PlannedTraffic(TaskDraft Draft)
{
    /// <summary>The attribute of a message that every handler of an experiment's file fails.</summary>
    public const string PoisonAttribute = "poison";

    /// <summary>Number of messages. Default: 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>When it begins, after the run's traffic began. Default: at once.</summary>
    public TimeSpan At { get; init; }

    /// <summary>The time between two messages, or two bursts. Default: none.</summary>
    public TimeSpan Every { get; init; }

    /// <summary>That time at the end of the traffic; null for no ramp.</summary>
    public TimeSpan? RampTo { get; init; }

    /// <summary>Number of messages at a time. Default: 1.</summary>
    public int Burst { get; init; } = 1;

    /// <summary>The topic; empty for the run's own.</summary>
    public string Topic { get; init; } = "";

    /// <summary>Number of users that are drawn from; 0 for none. Default: 0.</summary>
    public int Users { get; init; }

    /// <summary>The share of poison, 0 to 1. Default: 0.</summary>
    public double Poison { get; init; }

    /// <summary>The order for a publisher. The same seed draws the same users, UUIDs and places of poison.</summary>
    public PublishOrder ToOrder(string? topic, int seed)
    {
        var chance = new Random(seed);
        var places = Enumerable.Range(1, Count).ToArray();
        chance.Shuffle(places);
        var poison = places.Take((int)Math.Round(Poison * Count)).ToHashSet();
        var bytes = new byte[16];
        return new PublishOrder(Draft)
        {
            Count = Count, Topic = topic, Every = Every,
            DraftOf = number =>
            {
                chance.NextBytes(bytes);
                var draft = Draft with { Uuid = new Guid(bytes), UserId = Users > 0 ? string.Create(CultureInfo.InvariantCulture, $"user{chance.Next(1, Users + 1)}") : Draft.UserId };
                return poison.Contains(number) ? draft with { Attributes = new Dictionary<string, string>(draft.Attributes, StringComparer.Ordinal) { [PoisonAttribute] = "true" } } : draft;
            },
            GapAfter = number => number % Burst != 0 ? TimeSpan.Zero : RampTo is { } end && Count > 1 ? Every + ((end - Every) * ((double)number / Count)) : Every,
        };
    }
}
