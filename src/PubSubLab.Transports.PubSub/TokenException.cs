using System.Net;
using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using Grpc.Core;
using PubSubLab.Lab;

namespace PubSubLab.Transports.PubSub;

/// <summary>Google gave no token for an account. The message says why and what the person can do; it never holds a key or a token.</summary>
public sealed class TokenException : Exception
{
    private const string ReachAdvice = "Check the network and the proxy (HTTPS_PROXY).";

    /// <summary>Longest text of Google's that is shown: 600 UTF-16 units.</summary>
    private const int MostText = 600;

    private static readonly Uri s_service = new("https://oauth2.googleapis.com/");

    private TokenException(StatusCode code, string said, string wayOut, Exception inner)
        : base($"{said} {wayOut}".TrimEnd(), inner)
    {
        Code = code;
        Said = said;
        WayOut = wayOut.Length > 0 ? wayOut : null;
    }

    /// <summary>The event, in Google's words if it answered.</summary>
    public string Said { get; }

    /// <summary>The way out; null if none is known.</summary>
    public string? WayOut { get; }

    /// <summary>Whether trying again may help.</summary>
    public bool MayPass => Code == StatusCode.Unavailable;

    /// <summary>The status of the call that needed the token.</summary>
    internal StatusCode Code { get; }

    /// <summary>Nobody answered in time.</summary>
    internal static TokenException Silent(string role, OperationCanceledException inner) =>
        new(StatusCode.Unavailable, $"The token service does not answer, so there is no token for the {role} account.", ReachAdvice, inner);

    /// <summary>A failure in words; null where it is none that a person can mend.</summary>
    /// <param name="failure">The library's exception.</param>
    /// <param name="role">The account's role.</param>
    /// <param name="credential">The credentials; null where they could not be loaded.</param>
    internal static TokenException? Explain(Exception failure, string role, GoogleCredential? credential) => failure switch
    {
        LabException e => new TokenException(StatusCode.Unauthenticated, e.Message, "", e),
        TokenResponseException e => OfAnswer(e, role, credential),
        SubjectTokenException e => new TokenException(
            StatusCode.Unauthenticated,
            $"The {role} account's own identity provider gives no token{(e.InnerException is IOException or HttpRequestException ? $": {e.InnerException.Message.TrimEnd('.')}" : "")}.",
            "Check credential_source in the credentials file.", e),
        HttpRequestException e => new TokenException(
            StatusCode.Unavailable, $"The token service cannot be reached for the {role} account.",
            ProxyException.Explain(e, s_service) ?? $"{OutsideText.Printable(Redaction.Of(e.Message.TrimEnd('.')))}. {ReachAdvice}", e),

        // The library's words for a token service that was too slow every time.
        InvalidOperationException e when credential is not null => new TokenException(
            StatusCode.Unavailable, $"There is no token for the {role} account: {e.Message.TrimEnd('.')}.", ReachAdvice, e),
        _ => null,
    };

    private static TokenException OfAnswer(TokenResponseException e, string role, GoogleCredential? credential)
    {
        var (code, said) = Words(e);
        if (e.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests)
        {
            return new TokenException(StatusCode.Unavailable, $"The token service has no token for the {role} account now: {said}.", "Try again in a minute.", e);
        }

        if (said.Contains("iat and exp", StringComparison.Ordinal))
        {
            return new TokenException(
                StatusCode.Unauthenticated, $"Google gives no token for the {role} account: {said}.",
                "This machine's clock is wrong. Set it, by NTP for instance, and try again.", e);
        }

        return credential?.UnderlyingCredential switch
        {
            ImpersonatedCredential target when e.StatusCode == HttpStatusCode.Forbidden || code is "PERMISSION_DENIED" => new TokenException(
                StatusCode.PermissionDenied, $"The source credentials may not act as {target.TargetPrincipal}: {said}.", ForImpersonation(said, target), e),
            ServiceAccountCredential => new TokenException(
                StatusCode.Unauthenticated, $"Google does not accept the key of the {role} account: {said}.",
                "The key was deleted, or the account was disabled. Make a new key, or work without keys: docs/google-cloud.md shows how.", e),
            UserCredential or ImpersonatedCredential { SourceCredential.UnderlyingCredential: UserCredential } => new TokenException(
                StatusCode.Unauthenticated, $"Google does not accept the sign-in behind the {role} account: {said}.",
                "Sign in again: gcloud auth application-default login.", e),
            _ => new TokenException(
                StatusCode.Unauthenticated, $"Google gives no token for the {role} account: {said}.", "Check the credentials file, and what it names.", e),
        };
    }

    private static string ForImpersonation(string said, ImpersonatedCredential target) =>
        said.Contains("has not been used", StringComparison.Ordinal) || said.Contains("SERVICE_DISABLED", StringComparison.Ordinal)
            ? "Enable the API: gcloud services enable iamcredentials.googleapis.com."
            : $"Grant it: gcloud iam service-accounts add-iam-policy-binding {target.TargetPrincipal} --member=user:YOUR_ADDRESS --role=roles/iam.serviceAccountTokenCreator. It takes some minutes to arrive.";

    /// <summary>An OAuth error has two fields (RFC 6749, section 5.2); the library keeps the whole body of IAM Credentials in the first.</summary>
    private static (string Code, string Words) Words(TokenResponseException e)
    {
        var error = e.Error?.Error ?? "";
        if (error.TrimStart().StartsWith('{') && Parse(error) is { } parsed)
        {
            return (parsed.Status, Printable($"{parsed.Status}, {parsed.Message}".TrimEnd('.')));
        }

        var description = e.Error?.ErrorDescription is { Length: > 0 } text ? $", {text.TrimEnd('.')}" : "";
        return (error, Printable($"{(error.Length > 0 ? error : $"HTTP {(int?)e.StatusCode}")}{description}"));
    }

    private static string Printable(string text) => OutsideText.Printable(OutsideText.Begin(Redaction.Of(text), MostText));

    private static (string Status, string Message)? Parse(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                ? (TextOf(error, "status"), TextOf(error, "message"))
                : null;
        }
        catch (JsonException)
        {
            // Not the service's form; then it is shown as it came.
            return null;
        }
    }

    private static string TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
