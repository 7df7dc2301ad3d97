using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using PubSubLab.Lab;

namespace PubSubLab.Transports.PubSub;

/// <summary>A certificate that this machine does not accept. The message says whose it is, who issued it, and what to do.</summary>
public sealed class CertificateException : AuthenticationException
{
    private CertificateException(string said, string wayOut)
        : base($"{said} {wayOut}")
    {
        Said = said;
        WayOut = wayOut;
    }

    /// <summary>The fault of the certificate.</summary>
    public string Said { get; }

    /// <summary>The way out.</summary>
    public string WayOut { get; }

    /// <summary>Accepts what the platform accepts; .NET's own message for the rest names neither authority nor host.</summary>
    /// <exception cref="CertificateException">The platform does not accept it.</exception>
    public static bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.None)
        {
            throw Explain(OutsideText.Printable((sender as SslStream)?.TargetHostName ?? "the host"), certificate, chain, errors);
        }

        return errors == SslPolicyErrors.None;
    }

    private static CertificateException Explain(string host, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return new CertificateException($"{host} shows no TLS certificate.", "Check PUBSUB_ENDPOINT: another service may listen there.");
        }

        var issuer = OutsideText.Printable(chain?.ChainElements is { Count: > 0 } elements ? elements[^1].Certificate.Issuer : certificate.Issuer);
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return new CertificateException(
                $"The TLS certificate that {host} shows is for another host ({OutsideText.Printable(certificate.Subject)}); {issuer} issued it.",
                "Check PUBSUB_ENDPOINT, and whether a proxy or firewall answers in Google's place.");
        }

        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status) ?? X509ChainStatusFlags.NoError;
        return status.HasFlag(X509ChainStatusFlags.NotTimeValid)
            ? new CertificateException(
                $"The TLS certificate of {host} is not valid now{Validity(certificate)}.",
                "Set the clock; if it is right, the certificate has to be renewed.")
            : new CertificateException(
                $"The TLS certificate of {host} comes from an authority that this machine does not trust: {issuer}.",
                "If it is your company's authority, set SSL_CERT_FILE to a PEM file with its certificate; on Windows and macOS, add it to the system's store.");
    }

    private static string Validity(X509Certificate certificate) => certificate is X509Certificate2 dated
        ? string.Create(CultureInfo.InvariantCulture, $", but from {dated.NotBefore:yyyy-MM-dd HH:mm} to {dated.NotAfter:yyyy-MM-dd HH:mm} in this machine's time")
        : "";
}
