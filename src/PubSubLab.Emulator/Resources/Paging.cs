using System.Text;

namespace PubSubLab.Emulator.Resources;

/// <summary>Pages through sorted names; the token is the last name of the page before, so nothing is lost or met twice when names come and go.</summary>
internal static class Paging
{
    public const int MaximumSize = 1000;

    public static int Size(int asked) => asked switch
    {
        < 0 => throw Fail.Invalid("page_size", asked.ToString(), "it cannot be negative"),
        0 or > MaximumSize => MaximumSize,
        _ => asked,
    };

    public static string Decode(string token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return "";
        }

        try
        {
            return Encoding.UTF8.GetString(Convert.FromHexString(token));
        }
        catch (FormatException)
        {
            throw Fail.Invalid("page_token", token, "it is not a token that a list call returned");
        }
    }

    public static string Encode(string lastName) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(lastName));

    public static (List<string> Names, bool More) Take(SortedSet<string> names, string after, int size)
    {
        IEnumerable<string> rest = names;
        if (after.Length > 0 && names.Count > 0)
        {
            if (string.CompareOrdinal(names.Max, after) <= 0)
            {
                return ([], false);
            }

            rest = names.GetViewBetween(after, names.Max);
        }

        var page = new List<string>();
        foreach (var name in rest)
        {
            if (name == after)
            {
                continue;
            }

            if (page.Count == size)
            {
                return (page, true);
            }

            page.Add(name);
        }

        return (page, false);
    }
}
