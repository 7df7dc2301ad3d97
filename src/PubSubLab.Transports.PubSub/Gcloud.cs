using System.Buffers;
using PubSubLab.Lab;

namespace PubSubLab.Transports.PubSub;

/// <summary>
/// Commands that a person runs to mend the set-up. None overwrites or removes anything. Every word is quoted for the shell: names and addresses
/// come from files and from the service.
/// </summary>
public static class Gcloud
{
    private static readonly SearchValues<char> s_safe =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%+=:,./-_~");

    /// <summary>Grants an account a role on a topic.</summary>
    public static string GrantOnTopic(string topic, string project, string? account, string role) =>
        Line("pubsub", "topics", "add-iam-policy-binding", topic, $"--project={project}", $"--member={MemberOf(account)}", $"--role={role}");

    /// <summary>Grants an account a role on a subscription.</summary>
    public static string GrantOnSubscription(string subscription, string project, string? account, string role) =>
        Line("pubsub", "subscriptions", "add-iam-policy-binding", subscription, $"--project={project}", $"--member={MemberOf(account)}", $"--role={role}");

    /// <summary>Grants an account a role on the whole project.</summary>
    public static string GrantOnProject(string project, string? account, string role) =>
        Line("projects", "add-iam-policy-binding", project, $"--member={MemberOf(account)}", $"--role={role}");

    /// <summary>A command of gcloud.</summary>
    public static string Line(params string[] words) => $"gcloud {string.Join(' ', words.Select(Quoted))}";

    /// <summary>A word that a shell takes as it is.</summary>
    public static string Quoted(string word)
    {
        var text = OutsideText.Printable(word);
        return text.Length > 0 && !text.AsSpan().ContainsAnyExcept(s_safe) && text[0] != '~' ? text : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }

    /// <summary>An account as IAM names it in a grant.</summary>
    public static string MemberOf(string? account) => account switch
    {
        null => "user:YOUR_ADDRESS",
        _ when account.EndsWith(".gserviceaccount.com", StringComparison.Ordinal) => $"serviceAccount:{account}",
        _ => $"user:{account}",
    };
}
