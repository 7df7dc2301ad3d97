using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace PubSubLab.Emulator.Push;

/// <summary>A key that signs tokens, made for one run, and the two forms in which Google serves public keys.</summary>
internal sealed class OidcKey : IDisposable
{
    private const int Bits = 2048;

    // An RSA object is not safe to use from several threads at once.
    private readonly Lock _gate = new();
    private readonly RSA _rsa = RSA.Create(Bits);
    private readonly string _id;
    private string? _certificates;

    public OidcKey() => _id = Convert.ToHexStringLower(SHA256.HashData(_rsa.ExportSubjectPublicKeyInfo())[..20]);

    /// <summary>A JSON Web Token of these claims (RFC 7519), signed with RS256.</summary>
    public string Sign(object claims)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new { alg = "RS256", kid = _id, typ = "JWT" });
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        lock (_gate)
        {
            return $"{signed}.{Base64Url.EncodeToString(_rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
        }
    }

    /// <summary>The public key as a JSON Web Key Set (RFC 7517).</summary>
    public string ToJwks()
    {
        RSAParameters key;
        lock (_gate)
        {
            key = _rsa.ExportParameters(includePrivateParameters: false);
        }

        return JsonSerializer.Serialize(new
        {
            keys = new[]
            {
                new { kty = "RSA", alg = "RS256", use = "sig", kid = _id, n = Base64Url.EncodeToString(key.Modulus), e = Base64Url.EncodeToString(key.Exponent) },
            },
        });
    }

    /// <summary>The public key as a certificate in PEM under its id, which older libraries read.</summary>
    public string ToCertificates(DateTimeOffset from)
    {
        lock (_gate)
        {
            if (_certificates is not null)
            {
                return _certificates;
            }

            using var certificate = new CertificateRequest("CN=pubsublab", _rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(from.AddDays(-1), from.AddYears(1));
            return _certificates = JsonSerializer.Serialize(new Dictionary<string, string> { [_id] = certificate.ExportCertificatePem() });
        }
    }

    public void Dispose() => _rsa.Dispose();
}
