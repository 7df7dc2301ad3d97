using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PubSubLab.Lab;

namespace PubSubLab.Transports.Celery.Protocol;

/// <summary>
/// The headers of a task, by the types that the protocol gives them (Celery docs, Message Protocol, Version 2). One of another type is refused, as
/// Celery does with a wrong eta: read as if it were not there, it would change when and how often the task runs.
/// </summary>
internal readonly struct TaskHeaders(JsonObject headers, string id)
{
    private const int LongestShown = 40;

    // 31 years are as good as no limit.
    private const double MaxSeconds = 1e9;

    /// <summary>A text; null where there is none, or something else that is of no consequence.</summary>
    public string? Text(string name) => TextOf(headers, name);

    /// <summary>A text; null where there is none.</summary>
    /// <exception cref="RefusedMessageException">It is something else.</exception>
    public string? TextOnly(string name) => headers[name] is { } other && other.GetValueKind() != JsonValueKind.String ? throw Wrong(name, "text") : Text(name);

    /// <summary>Number of earlier attempts.</summary>
    /// <exception cref="RefusedMessageException">It is no number.</exception>
    public int Retries() => headers["retries"] switch
    {
        null => 0,

        // By its text: a number from AMQP's table is a long, one from JSON may be anything.
        JsonValue value when int.TryParse(value.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out var retries) => retries,
        _ => throw Wrong("retries", "whole number from 0 on"),
    };

    /// <summary>A moment; null where there is none.</summary>
    /// <exception cref="RefusedMessageException">It is no time.</exception>
    public DateTimeOffset? Moment(string name)
    {
        if (headers[name] is null || headers[name] is JsonValue empty && empty.TryGetValue<string>(out var nothing) && nothing.Length == 0)
        {
            return null;
        }

        return Text(name) is { } text && IsoTime.TryParse(text, out var moment) ? moment : throw Wrong(name, "time of ISO 8601");
    }

    /// <summary>The hard and the soft time limit in seconds, each null where there is none.</summary>
    /// <exception cref="RefusedMessageException">It is not a pair of seconds.</exception>
    public (double? Hard, double? Soft) Limits() => headers["timelimit"] switch
    {
        null => (null, null),
        JsonArray { Count: 2 } pair => (Seconds(pair[0]), Seconds(pair[1])),
        _ => throw Wrong("timelimit", "pair of seconds"),
    };

    /// <summary>A flag; false where there is none.</summary>
    public bool Flag(string name) => headers[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    /// <summary>A whole number; null where there is none.</summary>
    public long? Whole(string name) => headers[name] is JsonValue value && long.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A text of an object; null where there is none.</summary>
    public static string? TextOf(JsonObject headers, string name) =>
        headers[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    /// <summary>The beginning of a text from outside, for a sentence.</summary>
    public static string Shown(string text) => OutsideText.Printable(OutsideText.Begin(text, LongestShown));

    private double? Seconds(JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when double.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out var seconds) && seconds >= 0 => seconds is > 0 and < MaxSeconds ? seconds : null,
        _ => throw Wrong("timelimit", "pair of seconds"),
    };

    private RefusedMessageException Wrong(string name, string rule)
    {
        var shown = TextOf(headers, name) is { } text ? $"'{Shown(text)}'" : Shown(headers[name]!.ToJsonString());
        return new RefusedMessageException("InvalidTaskError", $"its {name} {shown} is no {rule}", id);
    }
}
