using System.Text.Json;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>Writes files of every type that Google's libraries load, readable by their owner alone.</summary>
/// <param name="folder">Where the files go.</param>
/// <param name="endpoint">Where the token endpoints are, http://localhost:PORT.</param>
/// <param name="accounts">Makes the keys and tokens.</param>
internal sealed class CredentialFiles(string folder, string endpoint, CloudAccounts accounts)
{
    /// <summary>The key of a service account.</summary>
    public string Key(string file, string account, string project = LoopbackCloud.Project) => Write(file, KeyOf(account, project));

    /// <summary>The file that <c>gcloud auth application-default login</c> writes.</summary>
    public string User(string file, string account) => Write(file, UserOf(account));

    /// <summary>The file with <c>--impersonate-service-account</c>: the source is a person.</summary>
    public string ImpersonatedByUser(string file, string user, string target) => Write(file, Impersonated(UserOf(user), target));

    /// <summary>The same with a service account as the source.</summary>
    public string ImpersonatedByKey(string file, string account, string target) => Write(file, Impersonated(KeyOf(account, LoopbackCloud.Project), target));

    /// <summary>A workload of another provider, whose token is in a file.</summary>
    /// <param name="file">Name of the file.</param>
    /// <param name="tokenFile">Path of the token's file.</param>
    /// <param name="target">A service account that is impersonated; null to act as the workload.</param>
    public string External(string file, string tokenFile, string? target = null)
    {
        var content = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["type"] = "external_account",
            ["audience"] = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/provider",
            ["subject_token_type"] = "urn:ietf:params:oauth:token-type:jwt",
            ["token_url"] = $"{endpoint}/v1/token",
            ["credential_source"] = new Dictionary<string, string>(StringComparer.Ordinal) { ["file"] = tokenFile },
        };
        if (target is not null)
        {
            content["service_account_impersonation_url"] = ImpersonationUrl(target);
        }

        return Write(file, content);
    }

    /// <summary>A person of another provider.</summary>
    public string ExternalUser(string file, string principal) => Write(file, new(StringComparer.Ordinal)
    {
        ["type"] = "external_account_authorized_user",
        ["audience"] = "//iam.googleapis.com/locations/global/workforcePools/pool/providers/provider",
        ["client_id"] = "client",
        ["client_secret"] = accounts.MakeSecret(),
        ["refresh_token"] = accounts.MakeRefreshToken(principal),
        ["token_url"] = $"{endpoint}/v1/oauthtoken",
        ["token_info_url"] = $"{endpoint}/v1/introspect",
    });

    private Dictionary<string, object> Impersonated(Dictionary<string, object> source, string target) => new(StringComparer.Ordinal)
    {
        ["type"] = "impersonated_service_account",
        ["service_account_impersonation_url"] = ImpersonationUrl(target),
        ["delegates"] = Array.Empty<string>(),
        ["source_credentials"] = source,
    };

    private Dictionary<string, object> KeyOf(string account, string project)
    {
        var (id, pem) = accounts.MakeKey(account);
        return new(StringComparer.Ordinal)
        {
            ["type"] = "service_account",
            ["project_id"] = project,
            ["private_key_id"] = id,
            ["private_key"] = pem,
            ["client_email"] = account,
            ["client_id"] = "1",
            ["token_uri"] = $"{endpoint}/token",
        };
    }

    private Dictionary<string, object> UserOf(string account) => new(StringComparer.Ordinal)
    {
        ["type"] = "authorized_user",
        ["client_id"] = "client.apps.googleusercontent.com",
        ["client_secret"] = accounts.MakeSecret(),
        ["refresh_token"] = accounts.MakeRefreshToken(account),
        ["quota_project_id"] = LoopbackCloud.Project,
    };

    private string ImpersonationUrl(string target) => $"{endpoint}/v1/projects/-/serviceAccounts/{target}:generateAccessToken";

    private string Write(string file, Dictionary<string, object> content)
    {
        var path = Path.Combine(folder, file);
        File.WriteAllText(path, JsonSerializer.Serialize(content));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }
}
