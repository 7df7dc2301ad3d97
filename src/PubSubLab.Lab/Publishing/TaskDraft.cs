using System.Text;
using PubSubLab.Handlers;

namespace PubSubLab.Lab.Publishing;

/// <summary>A task as a person writes it, before it is checked.</summary>
public sealed record TaskDraft
{
    /// <summary>The task that the lab opens with.</summary>
    public const string SeedTask = """{"task_id":"1123","foo":"bar","x":1.33,"y":true,"z":null}""";

    /// <summary>The body: one JSON value. Default: <see cref="SeedTask"/>.</summary>
    public string Json { get; init; } = SeedTask;

    /// <summary>The user it is for, null or empty for anybody.</summary>
    public string? UserId { get; init; }

    /// <summary>Further attributes.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The ordering key, null or empty for none.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>The UUID of <see cref="Placeholder.Uuid"/>; null for a new one each time.</summary>
    public Guid? Uuid { get; init; }

    /// <summary>
    /// Whether each <see cref="Placeholder"/> in body, user, attribute values and ordering key is filled in for each message. Default: true;
    /// false for a message that is published again as it was.
    /// </summary>
    public bool FillsPlaceholders { get; init; } = true;

    /// <summary>Whether the messages of a burst differ.</summary>
    public bool Varies => FillsPlaceholders && Attributes.Values.Concat([Json, UserId ?? "", OrderingKey ?? ""]).Any(t => Placeholder.FindIn(t) is not null);

    /// <summary>Reads <c>key=value</c>.</summary>
    /// <exception cref="LabException">There is no <c>=</c>, or nothing before it.</exception>
    public static KeyValuePair<string, string> ParseAttribute(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0
            ? new KeyValuePair<string, string>(text[..at].Trim(), text[(at + 1)..])
            : throw new LabException($"'{text}' is not an attribute. Write it as key=value, for example priority=high.");
    }

    /// <summary>Finds the first mistake in the body's JSON; null for none.</summary>
    public TaskProblem? FindProblem()
    {
        _ = Fill(ValuesOf(1, DateTimeOffset.UnixEpoch), out var problem);
        return problem;
    }

    /// <summary>Checks the draft against Pub/Sub's limits and makes the task.</summary>
    /// <param name="number">The task's number in its burst, from 1.</param>
    /// <param name="now">The time that <c>{now}</c> stands for. Default: the system's.</param>
    /// <exception cref="LabException">What is wrong, with the value and the rule.</exception>
    public LabTask Build(int number = 1, DateTimeOffset? now = null)
    {
        var values = ValuesOf(number, now ?? TimeProvider.System.GetUtcNow());
        var body = Fill(values, out var problem);
        if (problem is not null)
        {
            throw new LabException($"The task is not JSON: {problem.Says} (line {problem.Line}, column {problem.Column}). Write one JSON value, for example {{\"task_id\":\"1123\"}}.");
        }

        string Filled(string text) => FillsPlaceholders ? values.Fill(text) : text;
        var attributes = Attributes.ToDictionary(a => a.Key, a => Filled(a.Value), StringComparer.Ordinal);
        if (values.User.Length > 0)
        {
            attributes[LabTask.UserIdAttribute] = values.User;
        }

        var task = new LabTask(body, attributes, Filled(OrderingKey ?? ""));
        MessageLimits.Check(task);
        return task;
    }

    private byte[] Fill(PlaceholderValues values, out TaskProblem? problem)
    {
        IReadOnlyList<PlaceholderValues.Filled> places = [];
        var text = FillsPlaceholders ? values.FillJson(Json, out places) : Json;
        var body = Encoding.UTF8.GetBytes(text);
        problem = TaskProblem.Check(body) is { } e ? TaskProblem.Of(e, Json, text, body, places) : null;
        return body;
    }

    // The user may have a number too: then each message is for another one.
    private PlaceholderValues ValuesOf(int number, DateTimeOffset now)
    {
        var values = new PlaceholderValues(number, now, Uuid ?? Guid.NewGuid(), "");
        return values with { User = FillsPlaceholders ? values.Fill(UserId ?? "") : UserId ?? "" };
    }
}
