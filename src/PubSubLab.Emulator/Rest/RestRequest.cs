using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Rest;

/// <summary>Reads the request message of a call from its body, its query and its path; the path has the last word.</summary>
internal static class RestRequest
{
    private static readonly string[] s_types = ["application/json", "application/yaml", "text/", "application/x-www-form-urlencoded", "application/octet-stream"];

    public static async Task<IMessage> ReadAsync(HttpContext context, MessageDescriptor type, RestRoute route)
    {
        var body = await ReadBodyAsync(context);
        var field = route.Body is "" or "*" ? null : type.FindFieldByName(route.Body);
        var read = ProtoJson.Parse(field?.MessageType ?? type, body, route.Body is "*" ? "" : route.Body);
        var request = read;
        if (field is not null)
        {
            request = ProtoJson.Empty(type);
            field.Accessor.SetValue(request, read);
        }

        var parameters = RestQuery.Read(context.Request.Query, type);
        RestQuery.Set(parameters, route.Field.Split('.'), JsonValue.Create(route.Name(context.Request)));
        request.MergeFrom(ProtoJson.Parse(type, parameters).ToByteString());
        return request;
    }

    /// <summary>Reads a message whose fields stand in the body, in the query, or in both; the query has the last word.</summary>
    public static async Task<IMessage> ReadAsync(HttpContext context, MessageDescriptor type)
    {
        var request = ProtoJson.Parse(type, await ReadBodyAsync(context), "");
        request.MergeFrom(ProtoJson.Parse(type, RestQuery.Read(context.Request.Query, type)).ToByteString());
        return request;
    }

    /// <summary>Reads the body whole.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContext context)
    {
        var request = context.Request;
        using var buffer = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, Array.MaxLength));
        await request.Body.CopyToAsync(buffer, context.RequestAborted);
        ReadOnlyMemory<byte> body = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        if (body.Length > 0)
        {
            CheckHeaders(request);
        }

        return body;
    }

    // JSON that curl calls a form, fetch() plain text and others nothing at all is JSON.
    private static void CheckHeaders(HttpRequest request)
    {
        if (request.ContentType is { Length: > 0 } type && !s_types.Any(known => type.StartsWith(known, StringComparison.OrdinalIgnoreCase)))
        {
            throw Fail.Invalid("content-type", type, "it must be application/json");
        }

        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding and not "identity")
        {
            throw Fail.Invalid("content-encoding", encoding, "this server reads bodies that are not compressed");
        }
    }
}
