using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using PubSubLab.Composition;
using PubSubLab.Lab;

namespace PubSubLab.Doctor;

/// <summary>Looks at one key: file, rights, kind, project, and whether Google gives a token for it. Neither key nor token is ever shown.</summary>
internal sealed class KeyCheck(string setting, string path, string projectId)
{
    private const string Scope = "https://www.googleapis.com/auth/pubsub";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>The account's address, known after the check.</summary>
    public string? Account { get; private set; }

    /// <summary>The key, known after the check where it can be used.</summary>
    public GoogleCredential? Credential { get; private set; }

    /// <summary>Runs the check.</summary>
    public async IAsyncEnumerable<Finding> RunAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        GoogleCredential? credential = null;
        string? refusal = null;
        try
        {
            credential = KeyFile.Read(setting, path);
        }
        catch (LabException e)
        {
            refusal = e.Message;
        }

        if (credential is null)
        {
            yield return new Finding(Mark.Bad, $"{setting}", refusal!, $"gcloud iam service-accounts keys create {path} --iam-account=ACCOUNT@{projectId}.iam.gserviceaccount.com");
            yield break;
        }

        var (account, project) = ReadNames();
        Account = account;
        yield return new Finding(Mark.Good, setting, $"{path} is a key of {account}");
        yield return WhoMayRead();
        yield return project == projectId
            ? new Finding(Mark.Good, $"{setting}: project", projectId)
            : new Finding(
                Mark.Note, $"{setting}: project", $"the account belongs to '{project}', PROJECT_ID is '{projectId}'; that works only where it was given rights there",
                "Make the key in the right project, or change PROJECT_ID in dev.env.");
        var token = await TokenAsync(credential, cancellation);
        Credential = token.Mark == Mark.Good ? credential : null;
        yield return token;
    }

    private (string Account, string Project) ReadNames()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        string TextOf(string name) => document.RootElement.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
        return (TextOf("client_email"), TextOf("project_id"));
    }

    private Finding WhoMayRead()
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        var what = $"{setting}: who may read it";
        if (OperatingSystem.IsWindows())
        {
            return new Finding(Mark.Note, what, "not looked at on Windows; the file's access list should name you alone");
        }

        return (File.GetUnixFileMode(path) & others) == UnixFileMode.None
            ? new Finding(Mark.Good, what, "you alone")
            : new Finding(Mark.Bad, what, "others on this machine can read the key or change it", $"chmod 600 {path}");
    }

    private async Task<Finding> TokenAsync(GoogleCredential credential, CancellationToken cancellation)
    {
        var what = $"{setting}: token";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_patience);
        try
        {
            var scoped = credential.CreateScoped(Scope);
            var token = await ((ITokenAccess)scoped.UnderlyingCredential).GetAccessTokenForRequestAsync(cancellationToken: limit.Token);
            return token is { Length: > 0 }
                ? new Finding(Mark.Good, what, "Google accepts the key")
                : new Finding(Mark.Bad, what, "Google answered without a token", "Try again; if it stays, make a new key.");
        }
        catch (TokenResponseException e)
        {
            return new Finding(
                Mark.Bad, what, $"Google does not accept the key: {e.Error?.Error} {e.Error?.ErrorDescription}".TrimEnd(),
                "The key was deleted, the account disabled, or this machine's clock is wrong. Check the clock, then make a new key in the console: IAM, Service accounts, Keys.");
        }
        catch (HttpRequestException e)
        {
            return new Finding(Mark.Bad, what, $"Google's token service cannot be reached: {e.Message}", "Check the network and the proxy (HTTPS_PROXY).");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Finding(Mark.Bad, what, $"Google's token service did not answer within {s_patience.TotalSeconds:0} s", "Check the network and the proxy (HTTPS_PROXY).");
        }
    }
}
