using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Google.Apis.Auth.OAuth2;

namespace PubSubLab.Client.Tests.Accounts;

/// <summary>A service account whose key a test makes.</summary>
internal sealed class ServiceAccount(string tokenUri) : IDisposable
{
    internal const string Email = "robot@p.iam.gserviceaccount.com";

    private readonly RSA _key = RSA.Create(2048);

    /// <summary>The key as the console gives it out.</summary>
    internal string Json => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["type"] = "service_account",
        ["project_id"] = "p",
        ["private_key_id"] = "k1",
        ["private_key"] = _key.ExportPkcs8PrivateKeyPem(),
        ["client_email"] = Email,
        ["client_id"] = "1",
        ["token_uri"] = tokenUri,
    });

    internal GoogleCredential Credential => CredentialFactory.FromJson<ServiceAccountCredential>(Json).ToGoogleCredential();

    /// <summary>The same account, whose tokens age by another clock.</summary>
    internal GoogleCredential CredentialWith(Google.Apis.Util.IClock clock) =>
        new ServiceAccountCredential(new ServiceAccountCredential.Initializer(Email, tokenUri) { Clock = clock, Key = RSA.Create(_key.ExportParameters(true)) }).ToGoogleCredential();

    /// <summary>Reads a token that the account signed; fails for another signer.</summary>
    internal JsonElement Read(string token)
    {
        var parts = token.Split('.');
        parts.Length.ShouldBe(3);
        _key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Decode(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .ShouldBeTrue("the account signed it");
        return JsonDocument.Parse(Decode(parts[1])).RootElement;
    }

    public void Dispose() => _key.Dispose();

    private static byte[] Decode(string part) => System.Buffers.Text.Base64Url.DecodeFromChars(part);
}
