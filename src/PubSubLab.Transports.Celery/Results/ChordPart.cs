using System.Text;
using System.Text.Json.Nodes;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Results;

/// <summary>A part of a chord that has ended.</summary>
/// <param name="Id">Its task's id.</param>
/// <param name="Status">Its final state.</param>
/// <param name="Result">Its result, or its exception.</param>
internal sealed record ChordPart(string Id, string Status, JsonNode? Result)
{
    /// <summary>Whether it has a result.</summary>
    public bool Succeeded => Status == "SUCCESS";

    /// <summary>Reads a part that any worker wrote; one that cannot be read has failed.</summary>
    public static ChordPart Read(string text)
    {
        try
        {
            return OutsideJson.Parse(Encoding.UTF8.GetBytes(text)) is JsonArray { Count: 4 } part && part[1] is JsonValue id && part[2] is JsonValue status
                ? new ChordPart(id.ToString(), status.ToString(), part[3])
                : Unreadable;
        }
        catch (FormatException)
        {
            return Unreadable;
        }
    }

    private static ChordPart Unreadable => new("?", "FAILURE", "a part that is no JSON of Celery's");
}
