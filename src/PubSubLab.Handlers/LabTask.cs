using System.Text;
using System.Text.Json;

namespace PubSubLab.Handlers;

/// <summary>A task as a handler sees it: the bytes that were published, and the attributes beside them. It knows no broker.</summary>
/// <param name="Data">The body. By the lab's convention it is one JSON value in UTF-8, but a handler must not rely on it: other programs may publish anything.</param>
/// <param name="Attributes">Names and values published with the task; never null.</param>
/// <param name="OrderingKey">The ordering key, empty where the task has none.</param>
public sealed record LabTask(ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Attributes, string OrderingKey = "")
{
    /// <summary>The attribute that targets a task at one user.</summary>
    public const string UserIdAttribute = "user_id";

    /// <summary>The user the task is for, null where it is for anybody.</summary>
    public string? UserId => Attributes.TryGetValue(UserIdAttribute, out var id) ? id : null;

    /// <summary>The body as text. Bytes that are not UTF-8 become U+FFFD.</summary>
    public string Text => Encoding.UTF8.GetString(Data.Span);

    /// <summary>Reads the body as JSON.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public JsonElement ReadJson()
    {
        using var document = JsonDocument.Parse(Data);
        return document.RootElement.Clone();
    }
}
