using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace PubSubLab.Transports.Celery.Connections;

/// <summary>Whether a broker's certificate is to be trusted, by the system's rules, and in words why it is not.</summary>
internal sealed class CertificateCheck(BrokerAddress address)
{
    private volatile string? _problem;

    /// <summary>The last certificate's error; null for none.</summary>
    public string? Problem => _problem;

    /// <summary>For the client to ask.</summary>
    public bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        _problem = errors switch
        {
            SslPolicyErrors.None => null,
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "shows no certificate. Write the address without the s of TLS, or give it one.",
            _ when chain is not null && chain.ChainStatus.Any(s => s.Status == X509ChainStatusFlags.NotTimeValid) =>
                $"has a certificate that is good from {certificate?.GetEffectiveDateString()} to {certificate?.GetExpirationDateString()} only. Renew it.",
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) =>
                "has a certificate that this machine does not trust. Add the certificate of its authority to the system's, or name the file in SSL_CERT_FILE.",
            _ => $"has a certificate for another name than '{address.Host}'. Write the name that is in it into the address.",
        };
        return errors == SslPolicyErrors.None;
    }
}
