using System.Text.Json.Nodes;

namespace PubSubLab.Transports.Celery.Presence;

/// <summary>The arguments of a command. They come from any program, so that each may have any type.</summary>
internal sealed class CommandArguments(JsonObject values)
{
    /// <summary>A text; null where there is none.</summary>
    public string? Text(string name) => values[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A switch, off by default.</summary>
    public bool Flag(string name) => values[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    /// <summary>An object; null where there is none.</summary>
    public JsonObject? Object(string name) => values[name] as JsonObject;

    /// <summary>A text, or a list of them.</summary>
    public IReadOnlyList<string> Texts(string name) => values[name] switch
    {
        JsonArray list => [.. list.OfType<JsonValue>().Select(v => v.TryGetValue<string>(out var text) ? text : null).OfType<string>()],
        _ => Text(name) is { } one ? [one] : [],
    };
}
