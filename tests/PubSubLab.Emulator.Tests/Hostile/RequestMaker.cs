using System.Collections;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace PubSubLab.Emulator.Tests.Hostile;

/// <summary>Malformed requests: fields of the right types with values of any kind, cut off, changed, and nested.</summary>
internal sealed class RequestMaker(Random random)
{
    private const int Deepest = 4;

    private static readonly string[] s_names =
    [
        "projects/test", "projects/test/topics/topic", "projects/test/topics/other", "projects/test/subscriptions/subscription", "projects/test/subscriptions/other",
        "projects/test/snapshots/snapshot", "projects/test/schemas/schema", "projects/test/schemas/schema@00000001", "projects/test/topics/goog", "projects//topics/x",
        "projects/test/topics/", "_deleted-topic_", "projects/-", "", "x", "%2F", "projects/test/topics/%00%ff", "projects/ü/topics/ünïcode",
    ];

    private static readonly string[] s_texts =
    [
        "", "topic", "labels", "update_mask.paths", "push_config.push_endpoint", "attributes:a", "attributes.a = \"b\" AND NOT hasPrefix(attributes.c, \"d\")", "((((((((((((", "NOT NOT NOT NOT",
        "http://127.0.0.1:1/", "http://[::1", "https://user:x@h/\u0000", "00ff", "zz", "goog", "ünïcode \U0001F600", "\u202E\u0000\r\n", "{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}",
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"r\",\"type\":\"R\"}]}", "syntax = \"proto3\"; message A { string s = 1; }", "syntax = \"proto3\"; import \"/etc/passwd\"; message A { A a = 1; }",
        "message A { message A { message A {", "{\"s\":\"\\ud800\"}", "[[[[[[[[", "-9223372036854775808", "1e999", "NaN",
    ];

    private static readonly long[] s_numbers = [0, 1, -1, 9, 10, 600, 601, 1000, 1001, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 253402300800, 315576000001];

    /// <summary>A message with some of its fields set.</summary>
    public IMessage Message(MessageDescriptor type, int depth = 0)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (random.Next(depth + 2) > depth || (depth == 0 && random.Next(4) > 0))
            {
                Set(message, field, depth);
            }
        }

        return message;
    }

    /// <summary>Bytes for a method that takes this type.</summary>
    public byte[] Bytes(MessageDescriptor type) => random.Next(8) switch
    {
        0 => Junk(),
        1 => Nested(),
        2 => Cut(Message(type).ToByteArray()),
        3 => Changed(Message(type).ToByteArray()),
        _ => Message(type).ToByteArray(),
    };

    /// <summary>JSON for a method that takes this type, or what looks like it.</summary>
    public byte[] Json(MessageDescriptor type)
    {
        var text = Encoding.UTF8.GetBytes(JsonFormatter.ToDiagnosticString(Message(type)));
        return random.Next(10) switch
        {
            0 => Junk(),
            1 => Cut(text),
            2 => Changed(text),
            3 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Pick(["[", "{\"messages\":[", "{\"labels\":", "{\"message\":{"]), random.Next(1, 20_000)))),
            4 => Encoding.UTF8.GetBytes(Pick(["null", "[]", "\"\"", "0", "{\"messages\":null}", "{\"messages\":{}}", "{\"ackIds\":[\"\\ud800\"]}", "{\"maxMessages\":1e400}", "{\"a\":1,\"a\":2}", ""])),
            _ => text,
        };
    }

    /// <summary>A name, of a resource that exists as often as not.</summary>
    public string Name() => random.Next(12) == 0 ? Text() : Pick(s_names);

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private void Set(IMessage message, FieldDescriptor field, int depth)
    {
        if (field.IsMap)
        {
            var map = (IDictionary)field.Accessor.GetValue(message);
            for (var i = random.Next(4); i > 0; i--)
            {
                if (Value(field.MessageType.FindFieldByNumber(2), depth) is { } value)
                {
                    map[Value(field.MessageType.FindFieldByNumber(1), depth)!] = value;
                }
            }
        }
        else if (field.IsRepeated)
        {
            var list = (IList)field.Accessor.GetValue(message);
            for (var i = depth == 0 && random.Next(20) == 0 ? random.Next(1100) : random.Next(4); i > 0; i--)
            {
                if (Value(field, depth) is { } value)
                {
                    list.Add(value);
                }
            }
        }
        else if (Value(field, depth) is { } value)
        {
            field.Accessor.SetValue(message, value);
        }
    }

    private object? Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Message or FieldType.Group => depth < Deepest ? Message(field.MessageType, depth + 1) : null,
        FieldType.String => random.Next(3) == 0 ? Text() : Name(),
        FieldType.Bytes => ByteString.CopyFrom(random.Next(2) == 0 ? Junk() : Encoding.UTF8.GetBytes(Text())),
        FieldType.Bool => random.Next(2) == 0,
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, random.Next(-1, 8)),
        FieldType.Double => Pick([0, -1, double.NaN, double.MaxValue, double.NegativeInfinity]),
        FieldType.Float => Pick([0, -1, float.NaN, float.MaxValue]),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Pick(s_numbers),
        FieldType.UInt64 or FieldType.Fixed64 => unchecked((ulong)Pick(s_numbers)),
        FieldType.UInt32 or FieldType.Fixed32 => unchecked((uint)Pick(s_numbers)),
        _ => unchecked((int)Pick(s_numbers)),
    };

    private string Text() => random.Next(40) == 0 ? new string((char)random.Next(1, 0xD7FF), random.Next(20_000)) : Pick(s_texts);

    private byte[] Junk()
    {
        var bytes = new byte[random.Next(400)];
        random.NextBytes(bytes);
        return bytes;
    }

    // A field of bytes inside a field of bytes, and so on, with lengths that are right.
    private byte[] Nested()
    {
        var tag = (byte)((random.Next(1, 10) << 3) | 2);
        var inside = new byte[random.Next(3)];
        var levels = random.Next(1, 500);
        for (var i = 0; i < levels; i++)
        {
            using var buffer = new MemoryStream();
            using (var output = new CodedOutputStream(buffer, leaveOpen: true))
            {
                output.WriteRawTag(tag);
                output.WriteBytes(ByteString.CopyFrom(inside));
            }

            inside = buffer.ToArray();
        }

        return inside;
    }

    private byte[] Cut(byte[] bytes) => bytes[..random.Next(bytes.Length + 1)];

    private byte[] Changed(byte[] bytes)
    {
        for (var i = random.Next(1, 6); i > 0 && bytes.Length > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }
}
