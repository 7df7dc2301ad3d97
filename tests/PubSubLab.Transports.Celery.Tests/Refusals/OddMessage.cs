using System.Text;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests.Refusals;

/// <summary>A message that something is odd about, and its outcome: it is handled, or refused with a sentence and a result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Make">The message of a task with an id.</param>
/// <param name="Sentence">A part of what is said; null where the task is handled.</param>
/// <param name="Type">The exception in the result; null where no id can be known.</param>
internal sealed record OddMessage(string Name, Func<string, RawMessage> Make, string? Sentence = null, string? Type = null)
{
    private const string Plain = """[[{"n": 1}], {}, {"callbacks": null, "errbacks": null, "chain": null, "chord": null}]""";
    private const string Invalid = "InvalidTaskError";
    private const string Decode = "DecodeError";
    private const string Content = "ContentDisallowed";

    public static IReadOnlyList<OddMessage> All { get; } =
    [
        // Handled.
        Of("nothing", ""),
        Of("headers without consequence", """ "root_id": 5, "parent_id": [], "group": {}, "group_index": "x", "argsrepr": 7, "ignore_result": "no", "lang": null, "more": {"deep": [1]}"""),
        Of("empty times and no retries", """ "eta": "", "expires": "", "retries": null, "timelimit": null, "compression": null"""),
        Of("time limits of two months and of none", """ "timelimit": [5184000, 0]"""),
        Body("arguments nested 400 deep", $"[[{Nested(400)}], {{}}, {{}}]"),
        Body("a name twice in an argument", """[[{"a": 1, "a": 2}], {"b": 1, "b": 2}, {}]"""),
        new("an encoding in capitals", id => Message(id, "") with { ContentEncoding = "UTF-8" }),
        Member("no delivery tag", "properties", id => $$"""{"correlation_id": "{{id}}", "body_encoding": "base64"}"""),
        Member("properties of other types", "properties", _ => """{"body_encoding": "base64", "delivery_tag": {}, "priority": {}, "correlation_id": 7, "delivery_info": []}"""),
        Member("a body without an encoding", "properties", _ => """{"delivery_tag": "1"}""", body: "\"[[1], {}, {}]\""),

        // A body that is not what its headers say.
        Of("gzip that is none", """ "compression": "application/x-gzip" """, "its body is not application/x-gzip, though it says so", Decode),
        Of("bzip2 that is none, by its short name", """ "compression": "bzip2" """, "its body is not bzip2, though it says so", Decode),
        Of("brotli that is none", """ "compression": "application/x-brotli" """, "its body is not application/x-brotli, though it says so", Decode),
        Of("an unknown compression", """ "compression": "application/x-snappy" """, "it is compressed by application/x-snappy, which the lab does not read", Content),
        Of("a compression that is a number", """ "compression": 5""", "its compression 5 is no text", Invalid),
        new("an unknown content type", id => Message(id, "") with { ContentType = "application/x-msgpack" }, "its content is application/x-msgpack; only JSON is accepted", Content),
        new("no content type", id => Message(id, "") with { ContentType = "" }, "it has no content type; only JSON is accepted", Content),
        new("an encoding that is not UTF-8", id => Message(id, "", Encoding.Unicode.GetBytes(Plain)) with { ContentEncoding = "utf-16" }, "its text is in utf-16; only UTF-8 is read", Decode),
        new("text that is not UTF-8 though it says so", id => Message(id, "", [.. "[[\""u8, 0xff, 0xfe, .. "\"], {}, {}]"u8]), "its body is not UTF-8", Decode),
        new("an empty body", id => Message(id, "", []), "its body is not JSON", Decode),
        Body("a body that is no JSON", "nonsense", "its body is not JSON", Decode),
        Body("NaN, as Python writes it", "[[NaN], {}, {}]", "its body is not JSON, which has no NaN and no Infinity", Decode),
        Body("JSON that is no list", """{"args": [1]}""", "its body is not [args, kwargs, embed]", Invalid),
        Body("a list of wrong shape", "[{}, [], 5]", "its body is not [args, kwargs, embed]", Invalid),
        Body("a body nested 100,000 deep", $"[[{Nested(100_000)}], {{}}, {{}}]", "its body is nested deeper than 500 levels", Decode),
        Body("half a surrogate pair", """[[1], {"name": "\ud83d"}, {}]""", "its body has half a surrogate pair", Decode),
        Body("a name twice in what follows", """[[1], {}, {"chain": null, "chain": []}]""", "the third part of its body has a name twice in one object", Decode),
        Body("a follower that is none", """[[1], {}, {"callbacks": [5]}]""", "it comes with a 'callbacks' that is no signature", Invalid),
        Body("a follower whose follower is none", """[[1], {}, {"chain": [{"task": "echo", "options": {"chord": 5}}]}]""", "it comes with a 'chain' that is no signature", Invalid),

        // Headers.
        new("no headers, and the id in its property", id => RawMessage.Of("{}", Plain) with { Id = id }, "it has no header 'task' or 'id'", Invalid),
        new("no headers and no id", _ => RawMessage.Of("{}", Plain), "it has no header 'task' or 'id'"),
        new("no task", id => RawMessage.Of($$"""{"id": "{{id}}"}""", Plain), "it has no header 'task' or 'id'", Invalid),
        new("a task that is a number", id => RawMessage.Of($$"""{"id": "{{id}}", "task": 5}""", Plain), "it has no header 'task' or 'id'", Invalid),
        new("protocol 1 with a name twice", id => RawMessage.Of("{}", """{"task": "echo", "task": "echo", "id": "1"}""") with { Id = id }, "it has no header 'task' or 'id'", Invalid),
        new("an unknown task", id => RawMessage.Of($$"""{"id": "{{id}}", "task": "unknown"}""", Plain), "there is no handler for the task 'unknown'", "NotRegistered"),
        Of("retries of letters", """ "retries": "x" """, "its retries 'x' is no whole number from 0 on", Invalid),
        Of("retries below 0", """ "retries": -1""", "its retries -1 is no whole number from 0 on", Invalid),
        Of("half a retry", """ "retries": 1.5""", "its retries 1.5 is no whole number from 0 on", Invalid),
        Of("a list of retries", """ "retries": [1]""", "its retries [1] is no whole number from 0 on", Invalid),
        Of("an eta of letters", """ "eta": "soon" """, "its eta 'soon' is no time of ISO 8601", Invalid),
        Of("an eta that is a number", """ "eta": 5""", "its eta 5 is no time of ISO 8601", Invalid),
        Of("an end that is a flag", """ "expires": true""", "its expires true is no time of ISO 8601", Invalid),
        Of("time limits of letters", """ "timelimit": ["a", "b"]""", "is no pair of seconds", Invalid),
        Of("one time limit", """ "timelimit": [1]""", "its timelimit [1] is no pair of seconds", Invalid),
        Of("a time limit below 0", """ "timelimit": [null, -5]""", "its timelimit [null,-5] is no pair of seconds", Invalid),

        // Envelopes.
        Whole("no JSON", "this is no envelope", "it is not JSON: it is no envelope of Kombu's"),
        Whole("a list", "[1, 2]", "it is JSON, but no envelope of Kombu's"),
        Whole("null", "null", "it is JSON, but no envelope of Kombu's"),
        Whole("nesting without an end", new string('[', 200_000), "it is nested deeper than 500 levels"),
        new("an envelope that is not UTF-8", _ => RawMessage.Of("{}", "") with { Whole = [(byte)'"', 0xff, (byte)'"'] }, "it is not UTF-8"),
        Member("no headers in the envelope", "headers", _ => null, "it has no 'body', 'headers' or 'properties'", Invalid),
        Member("headers that are a list", "headers", _ => "[]", "it has no 'body', 'headers' or 'properties'", Invalid),
        Member("no properties", "properties", _ => null, "it has no 'body', 'headers' or 'properties'", Invalid),
        Member("a body that is a number", "body", _ => "5", "it has no 'body', 'headers' or 'properties'", Invalid),
        Member("broken base64", "body", _ => "\"!\"", "its body is not base64, though it says so", Decode),
        Member("an unknown encoding of the body", "properties", _ => """{"body_encoding": "rot13", "delivery_tag": "1"}""", "its body_encoding is rot13; only base64 is read", Decode),
        Member("headers with a name twice", "headers", _ => """{"id": "1", "id": "2"}""", "it has a name twice in one object", null),
        Member("headers nested 600 deep", "headers", id => $$"""{"id": "{{id}}", "task": "echo", "more": {{Nested(600)}}}""", "it is nested deeper than 500 levels", null),
        Member("headers nested 2,000 deep", "headers", id => $$"""{"id": "{{id}}", "task": "echo", "more": {{Nested(2_000)}}}""", "it is nested deeper than 500 levels", null),
        Member("half a surrogate pair in a header", "headers", id => $$"""{"id": "{{id}}", "task": "echo", "more": "\udc80"}""", "it has half a surrogate pair", null),
    ];

    /// <summary>JSON nested so many levels deep.</summary>
    private static string Nested(int levels) => $"{new string('[', levels)}{new string(']', levels)}";

    private static OddMessage Of(string name, string headers, string? sentence = null, string? type = null) => new(name, id => Message(id, headers), sentence, type);

    private static OddMessage Body(string name, string body, string? sentence = null, string? type = null) =>
        new(name, id => Message(id, "", Encoding.UTF8.GetBytes(body)), sentence, type);

    private static OddMessage Whole(string name, string text, string sentence) => new(name, _ => RawMessage.Of("{}", "") with { Whole = Encoding.UTF8.GetBytes(text) }, sentence);

    private static OddMessage Member(string name, string member, Func<string, string?> json, string? sentence = null, string? type = null, string? body = null) => new(
        name, id => Message(id, "") with { Envelope = new Dictionary<string, string?> { ["body"] = body ?? $"\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(Plain))}\"", [member] = json(id) } },
        sentence, type);

    private static RawMessage Message(string id, string headers, byte[]? body = null) =>
        new($$"""{"task": "echo", "id": "{{id}}"{{(headers.Length > 0 ? "," : "")}}{{headers}}}""", body ?? Encoding.UTF8.GetBytes(Plain)) { Id = id };
}
