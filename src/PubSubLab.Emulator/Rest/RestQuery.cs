using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace PubSubLab.Emulator.Rest;

/// <summary>
/// Turns a query into JSON, <c>topic.name=x</c> into <c>{"topic":{"name":"x"}}</c> (google.api.HttpRule), so that its values are read by
/// the rules of bodies. Parameters that all Google APIs share are not fields.
/// </summary>
internal static class RestQuery
{
    /// <summary>Google Cloud APIs, "System parameters"; all that begin with a dollar sign are too.</summary>
    private static readonly HashSet<string> s_system = new(StringComparer.Ordinal)
    {
        "access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint", "quotaUser", "uploadType", "upload_protocol", "userIp",
    };

    public static JsonObject Read(IQueryCollection query, MessageDescriptor type)
    {
        var read = new JsonObject();
        foreach (var (name, values) in query)
        {
            if (!name.StartsWith('$') && !s_system.Contains(name))
            {
                Add(read, name, values, type);
            }
        }

        return read;
    }

    /// <summary>Sets the value at a path of names.</summary>
    public static void Set(JsonObject at, ReadOnlySpan<string> path, JsonNode? value)
    {
        foreach (var step in path[..^1])
        {
            if (at[step] is not JsonObject next)
            {
                at[step] = next = [];
            }

            at = next;
        }

        at[path[^1]] = value;
    }

    private static void Add(JsonObject read, string name, StringValues values, MessageDescriptor type)
    {
        var path = new List<string>();
        FieldDescriptor? field = null;
        var steps = name.Split('.');
        foreach (var step in steps)
        {
            field = (path.Count == 0 ? type : Inner(field!))?.FindField(step);
            if (field is null)
            {
                throw ProtoJsonFault.UnknownParameter(name, step);
            }

            path.Add(field.Name);
        }

        if (Inner(field!) is not null || field!.IsMap)
        {
            throw ProtoJsonFault.ParameterIsMessage(name);
        }

        JsonNode? value = field.IsRepeated ? new JsonArray([.. values.Select(static v => JsonValue.Create(v))]) : JsonValue.Create(values[^1]);
        Set(read, [.. path], value);
    }

    // The messages of google.protobuf are values of their own, written as one text.
    private static MessageDescriptor? Inner(FieldDescriptor field) =>
        !field.IsRepeated && field.FieldType == FieldType.Message && !field.MessageType.IsWellKnown() ? field.MessageType : null;
}
