using System.Text.RegularExpressions;

namespace PubSubLab.Configuration;

/// <summary>Settings of one of the two accounts on Google Cloud.</summary>
/// <param name="Role">Its role: <c>publisher</c> or <c>subscriber</c>.</param>
/// <param name="FileSetting">The setting for <see cref="File"/>.</param>
/// <param name="AccountSetting">The setting for <see cref="Impersonated"/>.</param>
internal sealed partial record AccountSettings(string Role, string FileSetting, string AccountSetting)
{
    /// <summary>The file with its credentials. Default: <c>credentials/ROLE.json</c>; where that is not there, none is used.</summary>
    public string File { get; init; } = $"credentials/{Role}.json";

    /// <summary>Whether somebody named the file, so that it has to be there.</summary>
    public bool IsNamed { get; init; }

    /// <summary>The service account that the credentials impersonate; null to act as themselves.</summary>
    public string? Impersonated { get; init; }

    /// <summary>The same account with what is set for it.</summary>
    public AccountSettings Read(SettingValues values)
    {
        var named = values.Text(FileSetting);
        return this with
        {
            File = values.PathOf(named ?? File),
            IsNamed = named is not null,
            Impersonated = values.Checked(AccountSetting, t => AddressPattern().IsMatch(t), "the address of a service account, NAME@PROJECT.iam.gserviceaccount.com"),
        };
    }

    [GeneratedRegex("^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex AddressPattern();
}
