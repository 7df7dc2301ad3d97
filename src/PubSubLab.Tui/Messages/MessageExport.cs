using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Tui.Messages;

/// <summary>A message in forms that can be pasted elsewhere.</summary>
internal static class MessageExport
{
    private static readonly JsonSerializerOptions s_pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body, indented where it is JSON, else as it is.</summary>
    public static string Pretty(LabMessage message)
    {
        try
        {
            using var document = JsonDocument.Parse(message.Data);
            return JsonSerializer.Serialize(document.RootElement, s_pretty);
        }
        catch (JsonException)
        {
            return message.Text;
        }
    }

    /// <summary>The whole message as JSON, shaped as Pub/Sub's REST API shapes it, with the body as text where it is text.</summary>
    public static string Json(LabMessage message)
    {
        var fields = new Dictionary<string, object?> { ["messageId"] = message.Id };
        if (message.Topic.Length > 0)
        {
            fields["topic"] = message.Topic;
        }

        if (message.Attributes.Count > 0)
        {
            fields["attributes"] = message.Attributes;
        }

        if (message.OrderingKey.Length > 0)
        {
            fields["orderingKey"] = message.OrderingKey;
        }

        try
        {
            using var document = JsonDocument.Parse(message.Data);
            fields["json"] = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            fields["data"] = Convert.ToBase64String(message.Data.Span);
        }

        return JsonSerializer.Serialize(fields, s_pretty);
    }

    /// <summary>The line that publishes it from a shell.</summary>
    public static string Gcloud(LabMessage message)
    {
        var line = new StringBuilder("gcloud pubsub topics publish ").Append(Shell(message.Topic.Length > 0 ? message.Topic : "TOPIC"));
        line.Append(" --message=").Append(Shell(message.Text));
        if (message.Attributes.Count > 0)
        {
            // gcloud splits at commas unless told another separator (gcloud topic escaping).
            var separator = message.Attributes.Any(a => a.Key.Contains(',') || a.Value.Contains(',')) ? "^|^" : "";
            line.Append(" --attribute=").Append(Shell(separator + string.Join(separator.Length > 0 ? "|" : ",", message.Attributes.Select(a => $"{a.Key}={a.Value}"))));
        }

        if (message.OrderingKey.Length > 0)
        {
            line.Append(" --ordering-key=").Append(Shell(message.OrderingKey));
        }

        return line.ToString();
    }

    /// <summary>The C# that publishes it with the official client.</summary>
    public static string CSharp(LabMessage message)
    {
        var code = new StringBuilder();
        var topic = Literal(message.Topic.Length > 0 ? message.Topic : "topic");
        var ordering = message.OrderingKey.Length > 0;
        code.Append("var publisher = await new PublisherClientBuilder\n{\n    TopicName = TopicName.FromProjectTopic(\"project\", ").Append(topic).Append("),\n");
        code.Append(ordering ? "    Settings = new PublisherClient.Settings { EnableMessageOrdering = true },\n" : "").Append("}.BuildAsync();\n");
        code.Append("await publisher.PublishAsync(new PubsubMessage\n{\n    Data = ByteString.CopyFromUtf8(").Append(Literal(message.Text)).Append("),\n");
        if (message.Attributes.Count > 0)
        {
            code.Append("    Attributes = { ").AppendJoin(", ", message.Attributes.Select(a => $"{{ {Literal(a.Key)}, {Literal(a.Value)} }}")).Append(" },\n");
        }

        code.Append(ordering ? $"    OrderingKey = {Literal(message.OrderingKey)},\n" : "");
        return code.Append("});\n").ToString();
    }

    /// <summary>A dump: offset, bytes, characters.</summary>
    public static IEnumerable<string> Hex(ReadOnlyMemory<byte> data, int perLine = 16)
    {
        for (var at = 0; at < data.Length; at += perLine)
        {
            var line = data.Slice(at, Math.Min(perLine, data.Length - at)).ToArray();
            var bytes = string.Join(' ', line.Select(b => b.ToString("x2"))).PadRight((perLine * 3) - 1);
            yield return $"{at:x6}  {bytes}  {string.Concat(line.Select(b => b is >= 32 and < 127 ? (char)b : '·'))}";
        }
    }

    private static string Shell(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '=' or ',' or ':' or '/')
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Literal(string text) => JsonSerializer.Serialize(text, s_pretty);
}
