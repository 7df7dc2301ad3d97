using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>A certificate authority, and the certificate that it gives the stand-in.</summary>
internal static class CloudAuthority
{
    /// <summary>The name of the authority, as a refusal of it may show it.</summary>
    public const string Name = "Loopback Test Authority";

    /// <summary>Hosts of Google that a proxy in a test connects to the stand-in.</summary>
    private static readonly string[] s_hosts =
        ["localhost", LoopbackCloud.ProxiedName, "pubsub.googleapis.com", "oauth2.googleapis.com", "sts.googleapis.com", "iamcredentials.googleapis.com"];

    /// <summary>Makes both.</summary>
    /// <returns>The authority as PEM, and the certificate with its key.</returns>
    public static (string AuthorityPem, X509Certificate2 Certificate) Make()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authorityKey = RSA.Create(2048);
        var authorityRequest = RequestFor(Name, authorityKey);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = authorityRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));

        using var key = RSA.Create(2048);
        var request = RequestFor("localhost", key);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in s_hosts)
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        using var bare = request.Create(authority, now.AddDays(-1), now.AddDays(1), Guid.NewGuid().ToByteArray());
        using var certificate = bare.CopyWithPrivateKey(key);
        return (authority.ExportCertificatePem(), X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null));
    }

    private static CertificateRequest RequestFor(string name, RSA key) =>
        new($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
