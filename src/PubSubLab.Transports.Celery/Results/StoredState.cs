using System.Text.Json.Nodes;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Results;

/// <summary>Reads the state of a task out of its stored result, of whichever program.</summary>
internal static class StoredState
{
    private const int LongestText = 40;

    /// <summary>The state; null where it is no result of Celery's.</summary>
    public static TaskStateChange? Read(byte[] meta)
    {
        try
        {
            if (OutsideJson.Parse(meta) is not JsonObject stored || Text(stored["status"]) is not { Length: > 0 } state)
            {
                return null;
            }

            var result = stored["result"] as JsonObject;
            var worker = Text(result?["hostname"]) is { Length: > 0 } node ? node : Text(result?["worker"]);
            return new TaskStateChange(state, IsoTime.TryParse(Text(stored["date_done"]), out var done) ? done : null, worker, Text(result?["exc_type"]));
        }
        catch (FormatException)
        {
            // No result of Celery's.
            return null;
        }
    }

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? OutsideText.Printable(OutsideText.Begin(text, LongestText)) : "";
}
