using System.Buffers;

namespace PubSubLab.Emulator.Resources;

/// <summary>Names as the service wants them (Pub/Sub docs, "Resource names": 3 to 255 characters, a letter first, not "goog").</summary>
internal static class ResourceName
{
    /// <summary>A subscription's topic name after its topic was deleted (google.pubsub.v1.Subscription.topic).</summary>
    public const string DeletedTopic = "_deleted-topic_";

    private static readonly SearchValues<char> s_idCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~+%");

    /// <summary>Checks <c>projects/{project}/{collection}/{id}</c> and gives the project.</summary>
    public static string Check(string field, string name, string collection)
    {
        var form = $"it has the form projects/PROJECT/{collection}/ID";
        if (string.IsNullOrEmpty(name))
        {
            throw Fail.Invalid(field, name, $"it is required, and {form}");
        }

        var parts = name.Split('/');
        if (parts.Length != 4 || parts[0] != "projects" || parts[1].Length == 0 || parts[2] != collection)
        {
            throw Fail.Invalid(field, name, form);
        }

        CheckId(field, name, parts[3]);
        return parts[1];
    }

    public static void CheckProject(string field, string name)
    {
        var parts = (name ?? "").Split('/');
        if (parts.Length != 2 || parts[0] != "projects" || parts[1].Length == 0)
        {
            throw Fail.Invalid(field, name, "it has the form projects/PROJECT");
        }
    }

    public static void CheckId(string field, string name, string id)
    {
        if (id.Length is < 3 or > 255)
        {
            throw Fail.Invalid(field, name, $"the id has {id.Length} {(id.Length == 1 ? "character" : "characters")}; it must have 3 to 255");
        }

        if (!char.IsAsciiLetter(id[0]))
        {
            throw Fail.Invalid(field, name, "the id must start with a letter");
        }

        if (id.AsSpan().ContainsAnyExcept(s_idCharacters))
        {
            throw Fail.Invalid(field, name, "the id may have letters, digits and - _ . ~ + % only");
        }

        if (id.StartsWith("goog", StringComparison.Ordinal))
        {
            throw Fail.Invalid(field, name, "the id must not start with \"goog\"");
        }
    }

    public static string ProjectOf(string name) => name.Split('/')[1];

    public static string IdOf(string name) => name[(name.LastIndexOf('/') + 1)..];
}
