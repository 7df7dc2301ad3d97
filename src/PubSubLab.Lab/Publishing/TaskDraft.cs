using System.Text;
using System.Text.Json;
using PubSubLab.Lab.Handlers;

namespace PubSubLab.Lab.Publishing;

/// <summary>A task as a person writes it, before it is checked.</summary>
public sealed record TaskDraft
{
    /// <summary>The task that the lab opens with.</summary>
    public const string SeedTask = """{"task_id":"1123","foo":"bar","x":1.33,"y":true,"z":null}""";

    /// <summary>The body: one JSON value. Default: <see cref="SeedTask"/>. <c>{n}</c> stands for the task's number in its burst.</summary>
    public string Json { get; init; } = SeedTask;

    /// <summary>The user it is for, null or empty for anybody.</summary>
    public string? UserId { get; init; }

    /// <summary>Further attributes.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The ordering key, null or empty for none.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>Reads <c>key=value</c>.</summary>
    /// <exception cref="LabException">There is no <c>=</c>, or nothing before it.</exception>
    public static KeyValuePair<string, string> ParseAttribute(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0
            ? new KeyValuePair<string, string>(text[..at].Trim(), text[(at + 1)..])
            : throw new LabException($"'{text}' is not an attribute. Write it as key=value, for example priority=high.");
    }

    /// <summary>Checks the draft against Pub/Sub's limits and makes the task.</summary>
    /// <param name="number">The task's number in its burst, from 1.</param>
    /// <exception cref="LabException">What is wrong, with the value and the rule.</exception>
    public LabTask Build(int number = 1)
    {
        var text = Json.Replace("{n}", number.ToString(), StringComparison.Ordinal);
        try
        {
            using var _ = JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw new LabException(
                $"The task is not JSON: {JsonErrors.Say(e)} Write one JSON value, for example {{\"task_id\":\"1123\"}}.", e);
        }

        var attributes = new Dictionary<string, string>(Attributes, StringComparer.Ordinal);
        if (!string.IsNullOrEmpty(UserId))
        {
            attributes[LabTask.UserIdAttribute] = UserId;
        }

        var task = new LabTask(Encoding.UTF8.GetBytes(text), attributes, OrderingKey ?? "");
        MessageLimits.Check(task);
        return task;
    }
}
