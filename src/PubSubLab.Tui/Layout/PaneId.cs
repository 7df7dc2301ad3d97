using System.Text.Json;
using System.Text.Json.Serialization;

namespace PubSubLab.Tui.Layout;

/// <summary>Names a pane, in code and in the settings file. These are the lab's own; another pane brings its id with it.</summary>
[JsonConverter(typeof(Json))]
internal readonly record struct PaneId(string Name)
{
    public static PaneId Publisher { get; } = new("Publisher");

    public static PaneId Flow { get; } = new("Flow");

    public static PaneId Timeline { get; } = new("Timeline");

    public static PaneId Log { get; } = new("Log");

    public static PaneId Experiments { get; } = new("Experiments");

    public static PaneId Topology { get; } = new("Topology");

    public override string ToString() => Name;

    // Earlier versions also read a number here, which means no pane, and had a list of workers where the flow is now.
    private sealed class Json : JsonConverter<PaneId>
    {
        public override PaneId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType is JsonTokenType.String)
            {
                return reader.GetString() is "Workers" ? Flow : new PaneId(reader.GetString()!);
            }

            reader.Skip();
            return new PaneId("");
        }

        public override void Write(Utf8JsonWriter writer, PaneId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
    }
}
