using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using static System.Buffers.Text.Base64Url;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>Knows whose keys, tokens and refresh tokens these are, and remembers every secret that there ever was.</summary>
internal sealed class CloudAccounts
{
    private static readonly TimeSpan s_leeway = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1) + s_leeway;

    private readonly ConcurrentDictionary<string, RSA> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _refreshTokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _revoked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _secrets = new(StringComparer.Ordinal);

    /// <summary>Lead of the cloud's clock over this machine's.</summary>
    public TimeSpan ClockAhead { get; set; }

    public DateTimeOffset Now => TimeProvider.System.GetUtcNow() + ClockAhead;

    /// <summary>Keys, tokens and refresh tokens so far. None may be in any output.</summary>
    public IEnumerable<string> Secrets => _secrets.Keys;

    /// <summary>Makes a key of a service account.</summary>
    /// <returns>Its id, and the key as PEM.</returns>
    public (string Id, string Pem) MakeKey(string account)
    {
        var key = RSA.Create(2048);
        var id = $"{Guid.NewGuid():N}";
        _keys[$"{account}/{id}"] = key;
        var pem = key.ExportPkcs8PrivateKeyPem();
        foreach (var line in pem.Split('\n').Where(l => l.Length == 64))
        {
            Remember(line);
        }

        return (id, pem);
    }

    /// <summary>From now on the account's keys and tokens are refused.</summary>
    public void Revoke(string account) => _revoked[account] = true;

    public bool IsRevoked(string account) => _revoked.ContainsKey(account);

    /// <summary>Makes an access token.</summary>
    public string MakeToken(string account) => Make(_tokens, account, "ya29.");

    /// <summary>Makes a refresh token of a person.</summary>
    public string MakeRefreshToken(string account) => Make(_refreshTokens, account, "1//");

    /// <summary>Makes something else that is secret.</summary>
    public string MakeSecret() => Make(new ConcurrentDictionary<string, string>(StringComparer.Ordinal), "", "GOCSPX-");

    /// <summary>The owner of a refresh token.</summary>
    public string? OfRefreshToken(string token) => _refreshTokens.TryGetValue(token, out var account) && !IsRevoked(account) ? account : null;

    /// <summary>The caller by its header; null if the service refuses it.</summary>
    public string? OfHeader(string? authorization)
    {
        if (authorization?.StartsWith("Bearer ", StringComparison.Ordinal) != true)
        {
            return null;
        }

        var token = authorization["Bearer ".Length..];
        var account = _tokens.TryGetValue(token, out var known) ? known : OfAssertion(token, null).Account;
        return account is not null && !IsRevoked(account) ? account : null;
    }

    /// <summary>Checks what a service account's key signed.</summary>
    /// <param name="assertion">A JWT.</param>
    /// <param name="audience">The required audience; null for a service, which takes scopes instead.</param>
    /// <returns>The account, or why it is not accepted.</returns>
    public (string? Account, string? Refusal) OfAssertion(string? assertion, string? audience)
    {
        if (assertion?.Split('.') is not [var header, var payload, var signature])
        {
            return (null, "Bad Request");
        }

        Remember(assertion);
        Remember(signature);
        using var head = JsonDocument.Parse(DecodeFromChars(header));
        using var claims = JsonDocument.Parse(DecodeFromChars(payload));
        var issuer = claims.RootElement.GetProperty("iss").GetString()!;
        var id = head.RootElement.TryGetProperty("kid", out var kid) ? kid.GetString() : null;
        if (!_keys.TryGetValue($"{issuer}/{id}", out var key) || IsRevoked(issuer)
            || !key.VerifyData(Encoding.ASCII.GetBytes($"{header}.{payload}"), DecodeFromChars(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            return (null, "Invalid JWT Signature.");
        }

        var issued = DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("iat").GetInt64());
        var expires = DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("exp").GetInt64());
        if (issued > Now + s_leeway || expires < Now || expires - issued > s_longest)
        {
            return (null, "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.");
        }

        var isFor = audience is null ? claims.RootElement.TryGetProperty("scope", out _) : claims.RootElement.GetProperty("aud").GetString() == audience;
        return isFor ? (issuer, null) : (null, "Invalid JWT: the audience or the scope is not right.");
    }

    private string Make(ConcurrentDictionary<string, string> store, string account, string prefix)
    {
        var token = $"{prefix}{EncodeToString(RandomNumberGenerator.GetBytes(48))}";
        store[token] = account;
        Remember(token);
        return token;
    }

    private void Remember(string secret) => _secrets[secret] = true;
}
