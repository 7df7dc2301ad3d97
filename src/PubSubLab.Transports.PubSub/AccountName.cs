using Google.Apis.Auth.OAuth2;
using PubSubLab.Lab;

namespace PubSubLab.Transports.PubSub;

/// <summary>The address of the account behind credentials.</summary>
public static class AccountName
{
    /// <summary>Its address; null where the credentials do not tell.</summary>
    public static string? Of(ICredential? credential) => credential switch
    {
        ServiceAccountCredential { Id: { Length: > 0 } id } => OutsideText.Printable(id),
        ImpersonatedCredential { TargetPrincipal: { Length: > 0 } target } => OutsideText.Printable(target),
        ExternalAccountCredential { ServiceAccountImpersonationUrl: { Length: > 0 } url } => OutsideText.Printable(url[(url.LastIndexOf('/') + 1)..].Split(':')[0]),
        _ => null,
    };
}
