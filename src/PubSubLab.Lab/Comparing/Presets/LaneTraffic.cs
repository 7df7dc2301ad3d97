using System.Text;
using PubSubLab.Handlers;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Comparing.Presets;

/// <summary>The parts of lanes with one topic and one subscription.</summary>
internal static class LaneTraffic
{
    /// <summary>The topic's short name.</summary>
    public const string Topic = "tasks";

    private static readonly IReadOnlyDictionary<string, string> s_none = new Dictionary<string, string>();

    /// <summary>The subscription.</summary>
    public static SubscriptionSpec Subscription { get; } = new("all", Topic);

    /// <summary>As many workers of one kind as asked for.</summary>
    public static IReadOnlyList<WorkerSpec> Workers(int count, WorkerSpec spec) => [.. Enumerable.Repeat(spec, count)];

    /// <summary>The message with a number.</summary>
    /// <param name="number">Its number from 0 on.</param>
    /// <param name="key">Its ordering key; empty for none.</param>
    public static LaneMessage Message(int number, string key = "") =>
        new(Topic, new LabTask(Encoding.UTF8.GetBytes($$"""{"task_id":"{{number + 1}}"}"""), s_none, key));
}
