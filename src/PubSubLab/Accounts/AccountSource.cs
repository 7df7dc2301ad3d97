using Google.Apis.Auth.OAuth2;
using PubSubLab.Configuration;
using PubSubLab.Lab;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Accounts;

/// <summary>Gets the credentials of one account: from its file, else the application default credentials; then it impersonates where that is set.</summary>
internal sealed class AccountSource(AccountSettings settings)
{
    /// <summary>The file that gcloud and Google's libraries read.</summary>
    private const string DefaultFile = "GOOGLE_APPLICATION_CREDENTIALS";

    /// <summary>The file with the credentials; null where the application default credentials are used.</summary>
    public string? File => settings.IsNamed || System.IO.File.Exists(settings.File) ? settings.File : null;

    /// <summary>The credentials, for a transport.</summary>
    public AccountCredential Open() => new(settings.Role, LoadAsync);

    /// <summary>Loads them. Nothing is asked of Google yet, but whether this machine is one of Google's.</summary>
    /// <exception cref="LabException">They cannot be used.</exception>
    public async Task<GoogleCredential> LoadAsync(CancellationToken cancellation)
    {
        var source = File is { } file ? CredentialFile.Read(settings.FileSetting, file) : await DefaultAsync(cancellation);
        return settings.Impersonated is { } target ? Impersonate(source, target) : source;
    }

    /// <summary>Where the credentials come from, for a person.</summary>
    public string Origin => File
        ?? (Environment.GetEnvironmentVariable(DefaultFile) is { Length: > 0 } named
            ? $"the application default credentials ({DefaultFile}: {named})"
            : "the application default credentials");

    /// <summary>The kind of credentials, in words.</summary>
    public static string Describe(ICredential credential) => credential switch
    {
        ServiceAccountCredential => $"a key of {AccountName.Of(credential)}",
        ImpersonatedCredential target => $"{Describe(target.SourceCredential.UnderlyingCredential)}, acting as {AccountName.Of(target)}",
        UserCredential => "a person's sign-in",
        ComputeCredential => "the account of this virtual machine, from the metadata server",
        ExternalAccountCredential { ServiceAccountImpersonationUrl: not null } => $"a workload of another identity provider, acting as {AccountName.Of(credential)}",
        ExternalAccountCredential => "a workload of another identity provider",
        ExternalAccountAuthorizedUserCredential => "a person's sign-in at another identity provider",
        _ => credential.GetType().Name,
    };

    private async Task<GoogleCredential> DefaultAsync(CancellationToken cancellation)
    {
        try
        {
            return await GoogleCredential.GetApplicationDefaultAsync(cancellation);
        }
        catch (InvalidOperationException e) when (Environment.GetEnvironmentVariable(DefaultFile) is { Length: > 0 } named)
        {
            // The library's sentence may quote the file; reading it again gives one that does not.
            CredentialFile.Read(DefaultFile, named);
            throw new LabException($"{DefaultFile} is '{named}', and its credentials cannot be used. Sign in again: gcloud auth application-default login.", e);
        }
        catch (InvalidOperationException e) when (e.InnerException is not null)
        {
            throw new LabException("gcloud's application default credentials are damaged. Sign in again: gcloud auth application-default login.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new LabException(
                $"There are no credentials for the {settings.Role} account: {settings.FileSetting} names no file, {settings.File} is not there, and there are no application default credentials. Sign in with 'gcloud auth application-default login', or name a file; docs/google-cloud.md shows both.",
                e);
        }
    }

    private GoogleCredential Impersonate(GoogleCredential source, string target)
    {
        var order = new ImpersonatedCredential.Initializer(target);
        switch (source.UnderlyingCredential)
        {
            case ServiceAccountCredential key when key.Id == target:
            case ImpersonatedCredential already when already.TargetPrincipal == target:
                return source;
            case ImpersonatedCredential link:
                // The library impersonates in one step; what the file impersonates becomes a link of the chain.
                order.DelegateAccounts = [.. link.DelegateAccounts ?? [], link.TargetPrincipal];
                return link.SourceCredential.Impersonate(order);
            case ExternalAccountCredential { ServiceAccountImpersonationUrl: not null } first:
                throw new LabException(
                    $"{settings.AccountSetting} is '{target}', and {Origin} acts as {AccountName.Of(first)} already. Unset {settings.AccountSetting}, or take service_account_impersonation_url out of the file.");
            case ExternalAccountAuthorizedUserCredential:
                throw new LabException(
                    $"{settings.AccountSetting} is '{target}', and {Origin} is of the type external_account_authorized_user, which cannot impersonate. Unset {settings.AccountSetting}, or name a file of the type external_account.");
            default:
                return source.Impersonate(order);
        }
    }
}
