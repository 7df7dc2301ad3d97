using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using Google.Cloud.PubSub.V1;
using Encoding = System.Text.Encoding;

namespace PubSubLab.Emulator.Push;

/// <summary>
/// Signs the tokens of push requests as Google's accounts do (Pub/Sub docs, "Authentication for push subscriptions"), with a key of its
/// own that receivers can read.
/// </summary>
internal sealed class OidcIssuer(string? issuer, TimeProvider time) : IDisposable
{
    public const string DiscoveryPath = "/.well-known/openid-configuration";
    public const string KeysPath = "/oauth2/v3/certs";
    public const string CertificatesPath = "/oauth2/v1/certs";

    private static readonly TimeSpan s_lifetime = TimeSpan.FromHours(1);

    // A token is sent again until half its life is over, because signing takes longer than a push.
    private static readonly TimeSpan s_reuse = s_lifetime / 2;

    private readonly Lazy<OidcKey> _key = new(static () => new OidcKey());
    private readonly ConcurrentDictionary<(string Account, string Audience), (string Token, DateTimeOffset Until)> _tokens = new();

    /// <summary>The emulator's own URL, the issuer where no other is set.</summary>
    public string Address { get; set; } = "http://localhost";

    private string Issuer => issuer ?? Address;

    /// <summary>Checks the issuer that an option names.</summary>
    /// <exception cref="ArgumentException">It is not a URL.</exception>
    public static void Check(string? issuer)
    {
        if (issuer is not null && (!Uri.TryCreate(issuer, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http")))
        {
            throw new ArgumentException($"The OIDC issuer is \"{issuer}\": it must be a URL that begins with https:// or http://, such as https://accounts.google.com.", nameof(issuer));
        }
    }

    /// <summary>A token for a push endpoint; its audience is the endpoint where the configuration has none.</summary>
    public string Token(PushConfig.Types.OidcToken config, string endpoint)
    {
        var (account, audience) = (config.ServiceAccountEmail, config.Audience.Length > 0 ? config.Audience : endpoint);
        var now = time.GetUtcNow();
        if (_tokens.TryGetValue((account, audience), out var kept) && now < kept.Until)
        {
            return kept.Token;
        }

        var id = AccountId(account);
        var token = _key.Value.Sign(new
        {
            aud = audience,
            azp = id,
            email = account,
            email_verified = true,
            exp = (now + s_lifetime).ToUnixTimeSeconds(),
            iat = now.ToUnixTimeSeconds(),
            iss = Issuer,
            sub = id,
        });
        _tokens[(account, audience)] = (token, now + s_reuse);
        return token;
    }

    /// <summary>The discovery document (OpenID Connect Discovery 1.0, section 3).</summary>
    /// <param name="self">The URL under which the caller reached the emulator.</param>
    public string Discovery(string self) => JsonSerializer.Serialize(new
    {
        issuer = Issuer,
        jwks_uri = $"{self}{KeysPath}",
        response_types_supported = (string[])["id_token"],
        subject_types_supported = (string[])["public"],
        id_token_signing_alg_values_supported = (string[])["RS256"],
        claims_supported = (string[])["aud", "azp", "email", "email_verified", "exp", "iat", "iss", "sub"],
    });

    public string Keys() => _key.Value.ToJwks();

    public string Certificates() => _key.Value.ToCertificates(time.GetUtcNow());

    public void Dispose()
    {
        if (_key.IsValueCreated)
        {
            _key.Value.Dispose();
        }
    }

    // A service account's number has 21 digits; here they come from its name.
    private static string AccountId(string account) =>
        "1" + (new BigInteger(SHA256.HashData(Encoding.UTF8.GetBytes(account)), isUnsigned: true) % BigInteger.Pow(10, 20)).ToString("D20", CultureInfo.InvariantCulture);
}
