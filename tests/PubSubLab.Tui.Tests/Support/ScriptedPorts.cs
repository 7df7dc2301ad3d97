using System.Text;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Tui.Tests.Support;

/// <summary>Ports that do what the test says and remember what was asked of them.</summary>
internal sealed class ScriptedPorts : IFilterChecker, IFaultControl, ITopologyAdministration, ITransformAdministration, ITransformTrial, IBacklogView
{
    public List<string> Asked { get; } = [];

    public List<string> Topics { get; } = ["lab-tasks", "dead"];

    public List<SubscriptionSpec> Subscriptions { get; } =
    [
        new("lab-tasks-sub", "lab-tasks") { DeadLetterTopic = "dead", MinimumBackoff = TimeSpan.FromSeconds(10) },
        new("priority", "lab-tasks") { Filter = "attributes.priority = \"high\"" },
        new("dead-sub", "dead"),
    ];

    public FaultState State { get; set; } = FaultState.None;

    public LabException? Refusal { get; set; }

    public int MaximumBytes => 256;

    public IReadOnlyList<string> Methods { get; } = ["Publish", "StreamingPull"];

    public FilterCheck Check(string text)
    {
        var at = text.IndexOf("bogus", StringComparison.Ordinal);
        return at >= 0
            ? new FilterCheck(text.Length, at, "A condition is expected here, such as attributes.name = \"value\"", null)
            : new FilterCheck(text.Length, null, null, a => a.ContainsKey("user_id"));
    }

    public FaultState Read() => State;

    public void Delay(TimeSpan time) => State = State with { Delay = time };

    public void DropAcks(int count) => State = State with { AcksToDrop = count };

    public void Duplicate(int count) => State = State with { ToDuplicate = count };

    public void FailCalls(string method, int count) => State = State with { CallsToFail = $"{count} {method}" };

    public int BreakStreams(string subscription)
    {
        Asked.Add($"break {subscription}");
        return 2;
    }

    public void SetDown(bool down) => Asked.Add(down ? "down" : "up");

    public void Clear() => State = FaultState.None;

    /// <summary>Number of listings so far.</summary>
    public int Listings { get; private set; }

    public Task<TopologyListing> ListAsync(CancellationToken cancellation)
    {
        Listings++;
        return Task.FromResult(new TopologyListing([.. Topics], [.. Subscriptions]) { Transforms = new Dictionary<(string Name, bool IsTopic), int>(ActiveTransforms) });
    }

    public Task CreateTopicAsync(string topic, CancellationToken cancellation) => Done($"topic {topic}", () => Topics.Add(topic));

    public Task CreateSubscriptionAsync(SubscriptionSpec spec, CancellationToken cancellation) =>
        Done($"subscription {spec.Name} on {spec.Topic} filter {spec.Filter}", () => Subscriptions.Add(spec));

    public Task DeleteTopicAsync(string topic, CancellationToken cancellation) => Done($"delete {topic}", () => Topics.Remove(topic));

    public Task DeleteSubscriptionAsync(string subscription, CancellationToken cancellation) =>
        Done($"delete {subscription}", () => Subscriptions.RemoveAll(s => s.Name == subscription));

    public Task<int> SendBackAsync(string subscription, CancellationToken cancellation)
    {
        Asked.Add($"back {subscription}");
        return Task.FromResult(3);
    }

    /// <summary>The number of active transforms that a listing tells.</summary>
    public Dictionary<(string Name, bool IsTopic), int> ActiveTransforms { get; } = [];

    /// <summary>The transforms of every topic and subscription.</summary>
    public List<TransformSpec> Transforms { get; } = [];

    public Task<IReadOnlyList<TransformSpec>> ReadAsync(string name, bool isTopic, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<TransformSpec>>([.. Transforms]);

    public Task WriteAsync(string name, bool isTopic, IReadOnlyList<TransformSpec> transforms, CancellationToken cancellation) =>
        Done($"transforms of {name}: {string.Join(", ", transforms.Select(t => t.Function))}", () =>
        {
            Transforms.Clear();
            Transforms.AddRange(transforms);
        });

    /// <summary>Code with "wrong" is wrong, with "null" filters out, with "throw" fails, and else writes in capitals.</summary>
    public Task<TransformTrial> TryAsync(TransformSpec transform, IReadOnlyList<TriedMessage> messages, CancellationToken cancellation) => Task.FromResult(
        transform.Code.Contains("wrong", StringComparison.Ordinal) ? new TransformTrial("it is not JavaScript: Unexpected token in line 2, column 3.", [])
        : new TransformTrial(null, [.. messages.Select(m => transform.Code switch
        {
            var code when code.Contains("null", StringComparison.Ordinal) => new TriedOutcome(null, null),
            var code when code.Contains("throw", StringComparison.Ordinal) => new TriedOutcome(null, "f throws Error: no"),
            _ => new TriedOutcome(m with { Data = System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(m.Data.Span).ToUpperInvariant()) }, null),
        })]));

    /// <summary>Backlogs that a test says.</summary>
    public Dictionary<string, BacklogState> Backlogs { get; } = [];

    /// <summary>Number of questions for a backlog so far.</summary>
    public int BacklogReads { get; private set; }

    public BacklogState? Read(string subscription) => ++BacklogReads > 0 && Backlogs.TryGetValue(subscription, out var said) ? said : subscription == "dead-sub" ? new BacklogState(3, 0, TimeSpan.FromSeconds(125)) : new BacklogState(0, 1, TimeSpan.FromSeconds(4));

    public IReadOnlyList<WaitingMessage>? Peek(string subscription, int most) =>
    [
        new("1001", "waits", false, 0, TimeSpan.FromSeconds(125), new Dictionary<string, string> { ["user_id"] = "u1" }, Encoding.UTF8.GetBytes("""{"task_id":"1"}""")),
        new("1002", "backing off", false, 2, TimeSpan.FromSeconds(65), new Dictionary<string, string>(), Encoding.UTF8.GetBytes("""{"task_id":"2"}""")),
        new("1003", "outstanding", true, 1, TimeSpan.FromSeconds(5), new Dictionary<string, string>(), Encoding.UTF8.GetBytes("\u001b[31mred")),
    ];

    private Task Done(string what, Action deed)
    {
        Asked.Add(what);
        if (Refusal is { } refusal)
        {
            return Task.FromException(refusal);
        }

        deed();
        return Task.CompletedTask;
    }
}
