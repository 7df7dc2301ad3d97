using System.Runtime.CompilerServices;
using Google.Apis.Auth.OAuth2;
using PubSubLab.Accounts;
using PubSubLab.Configuration;
using PubSubLab.Lab;
using PubSubLab.Output;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Doctor;

/// <summary>
/// Looks at one account: where its credentials come from, who may read them, and whether Google takes them for a call as the lab makes it. No key
/// and no token is ever shown.
/// </summary>
internal sealed class AccountCheck
{
    private readonly AccountSettings _settings;
    private readonly AccountSource _source;
    private readonly string _projectId;

    /// <summary>A check of an account; nothing is looked at yet.</summary>
    public AccountCheck(AccountSettings settings, string projectId)
    {
        _settings = settings;
        _source = new AccountSource(settings);
        _projectId = projectId;
        Credential = _source.Open();
    }

    /// <summary>The credentials, for the calls of this check and of those after it.</summary>
    public AccountCredential Credential { get; }

    /// <summary>The account's address, known after the check where the credentials tell it.</summary>
    public string? Address { get; private set; }

    /// <summary>Whether the credentials can be used, known after the check.</summary>
    public bool IsUsable { get; private set; }

    /// <summary>Whether its call failed as every other call would: the service cannot be reached, or the project cannot use it.</summary>
    public bool MeetsEveryCall { get; private set; }

    /// <summary>The account's role, <c>publisher</c>.</summary>
    public string Role => _settings.Role;

    private string What => _source.File is null ? $"{_settings.Role} account" : _settings.FileSetting;

    /// <summary>Runs the check.</summary>
    /// <param name="tryCall">Makes a call as the account that needs no permission; throws where the credentials are not taken.</param>
    /// <param name="cancellation">Ends the check.</param>
    public async IAsyncEnumerable<Finding> RunAsync(Func<CancellationToken, Task> tryCall, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var loaded = await LoadAsync(cancellation);
        yield return loaded;
        if (loaded.Mark == Mark.Bad)
        {
            yield break;
        }

        if (_source.File is { } file)
        {
            yield return WhoMayRead(file);
        }

        if (Credential.Loaded?.UnderlyingCredential is ServiceAccountCredential key && key.ProjectId != _projectId)
        {
            yield return new Finding(
                Mark.Note, $"{What}: project", $"the account belongs to '{OutsideText.Printable(key.ProjectId ?? "")}', PROJECT_ID is '{_projectId}'; that works only where it was given rights there",
                "Make the key in the right project, or change PROJECT_ID in dev.env.");
        }

        var taken = await TryAsync(tryCall, cancellation);
        IsUsable = taken.Mark == Mark.Good;
        yield return taken;
    }

    private async Task<Finding> LoadAsync(CancellationToken cancellation)
    {
        try
        {
            var credential = (await Credential.LoadAsync(cancellation)).UnderlyingCredential;
            Address = await AddressOfAsync(credential, cancellation);
            return new Finding(
                Mark.Good, What, _source.File is null ? $"{_source.Origin}: {AccountSource.Describe(credential)}" : $"{_source.Origin} is {AccountSource.Describe(credential)}");
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            return new Finding(Mark.Bad, What, e is LabException ? e.Message : Failures.Sentence(e, null));
        }
    }

    private static async Task<string?> AddressOfAsync(ICredential credential, CancellationToken cancellation)
    {
        try
        {
            return credential switch
            {
                ComputeCredential machine => OutsideText.Printable(await machine.GetDefaultServiceAccountEmailAsync(cancellation)),
                _ => AccountName.Of(credential),
            };
        }
        catch (HttpRequestException)
        {
            // The metadata server does not tell; the address is for a hint alone.
            return null;
        }
    }

    private Finding WhoMayRead(string file)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        var what = $"{What}: who may read it";
        if (OperatingSystem.IsWindows())
        {
            return new Finding(Mark.Note, what, "not looked at on Windows; the file's access list should name you alone");
        }

        return (File.GetUnixFileMode(file) & others) == UnixFileMode.None
            ? new Finding(Mark.Good, what, "you alone")
            : new Finding(Mark.Bad, what, "others on this machine can read the credentials or change them", $"chmod 600 {Gcloud.Quoted(file)}");
    }

    private async Task<Finding> TryAsync(Func<CancellationToken, Task> tryCall, CancellationToken cancellation)
    {
        var what = $"{What}: accepted";
        try
        {
            await tryCall(cancellation);
            return new Finding(Mark.Good, what, "Google takes the account's calls");
        }
        catch (RefusalException e)
        {
            MeetsEveryCall = e.MeetsEveryCall;
            return new Finding(Mark.Bad, MeetsEveryCall ? "Google Cloud" : what, e.Said, e.WayOut);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            return new Finding(Mark.Bad, what, e is LabException ? e.Message : Failures.Sentence(e, null));
        }
    }
}
