using PubSubLab.Handlers;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Tui.Publishing;

/// <summary>The publisher form's text, and its conversion to an order.</summary>
internal sealed record PublishForm
{
    /// <summary>The time between the tasks of a stream, unless the form says otherwise.</summary>
    public static readonly TimeSpan StreamPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Labels of the fields.</summary>
    public const string TopicLabel = "Topic", UserLabel = "user_id", AttributesLabel = "Attributes", OrderingKeyLabel = "Ordering key", CountLabel = "Count", EveryLabel = "every";

    public string Topic { get; init; } = "";

    public string Task { get; init; } = TaskDraft.SeedTask;

    public string UserId { get; init; } = "";

    /// <summary>The routing strategy that takes the message to its user; empty for the topic as it is.</summary>
    public string Route { get; init; } = "";

    public string Attributes { get; init; } = "";

    public string OrderingKey { get; init; } = "";

    public string Count { get; init; } = "1";

    public string Every { get; init; } = "200ms";

    /// <summary>The order to publish so many tasks.</summary>
    /// <exception cref="LabException">A field is wrong: which one, its value, and what is allowed.</exception>
    public PublishOrder ToBurst() => ToOrder(stream: false);

    /// <summary>The order to publish until told to stop.</summary>
    /// <exception cref="LabException">A field is wrong: which one, its value, and what is allowed.</exception>
    public PublishOrder ToStream() => ToOrder(stream: true);

    /// <summary>The fields that are wrong, each with a sentence. The task has its own check.</summary>
    public IEnumerable<(string Label, string Problem)> FindProblems()
    {
        (string Label, Func<string?> Find)[] checks =
        [
            (TopicLabel, () => Route.Length > 0 || Topic.Trim().Length == 0 ? null : ResourceId.WhyNot(Topic.Trim())),
            (UserLabel, () => MistakeIn(() => ToRoute())),
            (AttributesLabel, () => MistakeIn(() => new TaskDraft { Json = "0", Attributes = ParseAttributes(Attributes) }.Build())),
            (OrderingKeyLabel, () => MistakeIn(() => new TaskDraft { Json = "0", OrderingKey = OrderingKey.Trim() }.Build())),
            (CountLabel, () => MistakeIn(() => ReadCount())),
            (EveryLabel, () => MistakeIn(() => ReadEvery())),
        ];
        return checks.Select(c => (c.Label, Problem: c.Find())).Where(c => c.Problem is not null).Select(c => (c.Label, c.Problem!));
    }

    /// <summary>The form that publishes a message again.</summary>
    public PublishForm With(LabMessage message) => this with
    {
        Topic = message.Topic.Length > 0 ? message.Topic : Topic,
        Task = message.Text,
        UserId = message.UserId ?? "",
        Route = "",
        Attributes = string.Join(", ", message.Attributes.Where(a => a.Key != LabTask.UserIdAttribute).Select(a => $"{a.Key}={Quoted(a.Value)}")),
        OrderingKey = message.OrderingKey,
        Count = "1",
    };

    /// <summary>The strategy, and the user that it takes the message to; null for none.</summary>
    /// <exception cref="LabException">There is no such strategy, or the user is no UUID.</exception>
    public (IRoutingStrategy Strategy, Guid User)? ToRoute()
    {
        if (Route.Length == 0)
        {
            return null;
        }

        var strategy = RoutingCatalog.Get(Route);
        return UserId.Trim().Length == 0
            ? throw new LabException($"By {strategy.Name} a message goes to one user: write a UUID into user_id, such as {UserKey.Example}.")
            : (strategy, UserKey.Parse(UserId));
    }

    /// <summary>Reads <c>k=v, k2=v2</c>; a value with a comma stands in double quotes.</summary>
    /// <exception cref="LabException">A part without <c>=</c>.</exception>
    public static IReadOnlyDictionary<string, string> ParseAttributes(string text)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in Split(text))
        {
            var (key, value) = TaskDraft.ParseAttribute(part);
            attributes[key] = value.Length > 1 && value[0] == '"' && value[^1] == '"' ? value[1..^1] : value;
        }

        return attributes;
    }

    private static string? MistakeIn(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (LabException e)
        {
            return e.Message;
        }
    }

    private PublishOrder ToOrder(bool stream)
    {
        var every = ReadEvery();
        var attributes = ParseAttributes(Attributes);
        if (UserId.Trim().Length > 0 && attributes.ContainsKey(LabTask.UserIdAttribute))
        {
            throw new LabException("user_id stands in its own field and among the attributes; write it in one of them.");
        }

        var order = new PublishOrder(new TaskDraft
        {
            Json = Task,
            UserId = UserId.Trim(),
            Attributes = attributes,
            OrderingKey = OrderingKey.Trim(),
        })
        {
            Topic = Topic.Trim().Length == 0 ? null : Topic.Trim(),
            Count = stream ? null : ReadCount(),
            Every = stream && every == TimeSpan.Zero ? StreamPause : every,
        };

        // Wrong JSON or a passed limit is said here, before anything starts.
        _ = order.Draft.Build();
        return order;
    }

    private int ReadCount() =>
        Count.Trim().Length == 0 ? 1
        : int.TryParse(Count.Trim().Replace(",", "", StringComparison.Ordinal), out var count) && count is >= 1 and <= 1_000_000 ? count
        : throw new LabException($"Count is '{Count.Trim()}'; write a whole number from 1 to 1,000,000.");

    private TimeSpan ReadEvery() =>
        Every.Trim().Length == 0 ? TimeSpan.Zero
        : Durations.TryParse(Every, out var every) ? every
        : throw new LabException($"'{Every.Trim()}' is no time between tasks; write 200ms, 1s or 0 for as fast as possible.");

    private static string Quoted(string value) => value.Contains(',', StringComparison.Ordinal) ? $"\"{value}\"" : value;

    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        var (start, quoted) = (0, false);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '"')
            {
                quoted = !quoted;
            }

            if (i == text.Length || (text[i] == ',' && !quoted))
            {
                var part = text[start..i].Trim();
                if (part.Length > 0)
                {
                    parts.Add(part);
                }

                start = i + 1;
            }
        }

        return parts;
    }
}
