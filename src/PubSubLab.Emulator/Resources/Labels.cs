using Google.Protobuf.Collections;

namespace PubSubLab.Emulator.Resources;

/// <summary>Labels of resources (Google Cloud docs, "Creating and managing labels": at most 64, keys and values of at most 63 characters).</summary>
internal static class Labels
{
    public static void Check(MapField<string, string> labels)
    {
        if (labels.Count > 64)
        {
            throw Fail.Invalid($"labels has {labels.Count} entries: a resource has at most 64.");
        }

        foreach (var (key, value) in labels)
        {
            if (key.Length is 0 or > 63 || !char.IsLower(key[0]) || !key.All(IsLabelCharacter))
            {
                throw Fail.Invalid("labels", key, "a key has 1 to 63 lower-case letters, digits, '_' and '-', and starts with a letter");
            }

            if (value.Length > 63 || !value.All(IsLabelCharacter))
            {
                throw Fail.Invalid($"labels[\"{key}\"]", value, "a value has at most 63 lower-case letters, digits, '_' and '-'");
            }
        }
    }

    public static IReadOnlyDictionary<string, string>? Keep(MapField<string, string> labels)
    {
        if (labels.Count == 0)
        {
            return null;
        }

        Check(labels);
        return new Dictionary<string, string>(labels);
    }

    private static bool IsLabelCharacter(char c) => char.IsLower(c) || char.IsDigit(c) || c is '_' or '-' || (char.IsLetter(c) && !char.IsUpper(c));
}
