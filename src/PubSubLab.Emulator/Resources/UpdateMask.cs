using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace PubSubLab.Emulator.Resources;

/// <summary>Copies the fields that an update mask names (AIP-134; google.protobuf.FieldMask).</summary>
internal static class UpdateMask
{
    public static void Apply(IMessage source, IMessage target, FieldMask? mask, params ReadOnlySpan<string> allowed)
    {
        if (mask is null || mask.Paths.Count == 0)
        {
            throw Fail.Invalid("update_mask is empty: it names the fields to change.");
        }

        foreach (var path in mask.Paths)
        {
            var steps = path.Split('.');
            if (source.Descriptor.FindFieldByName(steps[0]) is null)
            {
                throw Fail.Invalid("update_mask", path, $"a {source.Descriptor.Name} has no such field");
            }

            if (!allowed.Contains(steps[0]))
            {
                throw Fail.Invalid("update_mask", path, "this field cannot be changed");
            }

            Copy(source, target, steps, path);
        }
    }

    /// <summary>Whether a mask names a field.</summary>
    public static bool Names(FieldMask? mask, string field) => mask?.Paths.Contains(field) is true;

    private static void Copy(IMessage source, IMessage target, ReadOnlySpan<string> steps, string path)
    {
        var field = source.Descriptor.FindFieldByName(steps[0])
            ?? throw Fail.Invalid("update_mask", path, $"a {source.Descriptor.Name} has no field {steps[0]}");
        if (steps.Length == 1)
        {
            Replace(field, source, target);
            return;
        }

        if (field.IsRepeated || field.FieldType != FieldType.Message)
        {
            throw Fail.Invalid("update_mask", path, $"{steps[0]} has no fields of its own");
        }

        var from = (IMessage?)field.Accessor.GetValue(source) ?? field.MessageType.Parser.ParseFrom(ByteString.Empty);
        var to = (IMessage?)field.Accessor.GetValue(target) ?? field.MessageType.Parser.ParseFrom(ByteString.Empty);
        Copy(from, to, steps[1..], path);
        field.Accessor.SetValue(target, to);
    }

    private static void Replace(FieldDescriptor field, IMessage source, IMessage target)
    {
        field.Accessor.Clear(target);
        var value = field.Accessor.GetValue(source);
        switch (value)
        {
            case null:
                break;
            case IDictionary map:
                var targetMap = (IDictionary)field.Accessor.GetValue(target);
                foreach (DictionaryEntry entry in map)
                {
                    targetMap.Add(entry.Key, entry.Value);
                }

                break;
            case IList list:
                var targetList = (IList)field.Accessor.GetValue(target);
                foreach (var item in list)
                {
                    targetList.Add(item);
                }

                break;
            default:
                field.Accessor.SetValue(target, value);
                break;
        }
    }
}
