using System.Text;
using System.Text.Unicode;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace PubSubLab.Transforms;

/// <summary>One call: a message as JavaScript values, and the result as a message.</summary>
internal sealed class FunctionCall
{
    private readonly Engine _engine;
    private readonly TransformMessage _message;
    private readonly string _text;

    public FunctionCall(Engine engine, TransformMessage message)
    {
        _engine = engine;
        _message = message;
        _text = Encoding.UTF8.GetString(message.Data.Span);
    }

    public JsValue[] Arguments()
    {
        var message = new JsObject(_engine);
        message.Set("data", _text);
        var attributes = new JsObject(_engine);
        foreach (var (key, value) in _message.Attributes)
        {
            attributes.CreateDataProperty(key, value);
        }

        message.Set("attributes", attributes);
        var metadata = new JsObject(_engine);
        SetIfKnown(metadata, "message_id", _message.MessageId);
        SetIfKnown(metadata, "publish_time", _message.PublishTime);
        SetIfKnown(metadata, "ordering_key", _message.OrderingKey);
        return [message, metadata];
    }

    /// <summary>Reads the result; no message means that the function filtered it out.</summary>
    /// <returns>The reason why it is not a result.</returns>
    public string? Read(JsValue result, out TransformMessage? message)
    {
        message = null;
        if (result.IsNull())
        {
            return null;
        }

        if (result is not ObjectInstance returned || returned is Jint.Native.Function.Function)
        {
            return $"returns {Describe(result)}: it must return an object with data, or null to filter the message out";
        }

        var data = returned.Get("data");
        if (!data.IsString())
        {
            return $"returns data that is {Describe(data)}: it must be a string";
        }

        if (ReadAttributes(returned.Get("attributes"), out var attributes) is { } wrong)
        {
            return wrong;
        }

        var text = data.AsString();
        var unchanged = string.Equals(text, _text, StringComparison.Ordinal);
        if (!unchanged && !Utf8.IsValid(_message.Data.Span))
        {
            return "changes data that is not UTF-8: of such a message it can change the attributes only";
        }

        message = _message with { Data = unchanged ? _message.Data : Encoding.UTF8.GetBytes(text), Attributes = attributes };
        return null;
    }

    private string? ReadAttributes(JsValue value, out IReadOnlyDictionary<string, string> attributes)
    {
        attributes = _message.Attributes;
        if (value.IsUndefined())
        {
            return null;
        }

        if (value is not ObjectInstance entries)
        {
            return $"returns attributes that are {Describe(value)}: they must be an object of strings";
        }

        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in entries.GetOwnPropertyKeys(Types.String))
        {
            var entry = entries.Get(key);
            if (!entry.IsString())
            {
                return $"returns attributes.{key} that is {Describe(entry)}: it must be a string";
            }

            read.Add(key.ToString(), entry.AsString());
        }

        attributes = read;
        return null;
    }

    private static void SetIfKnown(JsObject metadata, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            metadata.Set(name, value);
        }
    }

    private static string Describe(JsValue value) => value switch
    {
        { } when value.IsUndefined() => "undefined",
        { } when value.IsNull() => "null",
        { } when value.IsBoolean() => "a boolean",
        { } when value.IsNumber() => "a number",
        { } when value.IsString() => "a string",
        { } when value.IsArray() => "an array",
        Jint.Native.Function.Function => "a function",
        ObjectInstance => "an object",
        _ => "of another type",
    };
}
