using System.Text.Json;
using System.Text.Json.Serialization;

namespace PubSubLab.Lab.Journal;

/// <summary>The tasks that a worker keeps, as the journal records them: a text in recordings.</summary>
/// <param name="Label">The text for a person.</param>
[JsonConverter(typeof(AsText))]
public sealed record Acceptance(string Label)
{
    /// <summary>Every task.</summary>
    public static Acceptance Everything { get; } = new("everything");

    /// <summary>Not known: another program's worker, or an old recording.</summary>
    public static Acceptance Unknown { get; } = new("");

    /// <summary>Whether the worker keeps every task.</summary>
    public bool IsEverything => this == Everything;

    /// <inheritdoc/>
    public override string ToString() => Label;

    private sealed class AsText : JsonConverter<Acceptance>
    {
        public override Acceptance Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, Acceptance value, JsonSerializerOptions options) => writer.WriteStringValue(value.Label);
    }
}
