using System.Buffers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace PubSubLab.Emulator.Connections;

/// <summary>
/// Lets gRPC and REST share a port without TLS. Kestrel chooses between HTTP/2 and HTTP/1.1 by what TLS negotiated; this
/// reads the first four bytes without consuming them, and tells Kestrel that "h2" was negotiated when they begin the
/// HTTP/2 preface (RFC 9113, section 3.4).
/// </summary>
internal static class PrefaceMiddleware
{
    private static ReadOnlySpan<byte> Preface => "PRI "u8;

    public static Task RunAsync(ConnectionContext connection, bool isHttp2, ConnectionDelegate next)
    {
        if (isHttp2)
        {
            connection.Features.Set<ITlsConnectionFeature>(Negotiated.Instance);
            connection.Features.Set<ITlsApplicationProtocolFeature>(Negotiated.Instance);
        }

        return next(connection);
    }

    /// <summary>Waits for the first bytes.</summary>
    public static async ValueTask<bool> IsHttp2Async(ConnectionContext connection, CancellationToken cancellation)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var result = await input.ReadAsync(cancellation);
            var buffer = result.Buffer;
            var enough = buffer.Length >= Preface.Length;
            var isHttp2 = enough && IsPreface(buffer);
            // With too little seen, everything counts as examined, so that the next read waits for more.
            input.AdvanceTo(buffer.Start, enough ? buffer.Start : buffer.End);
            if (enough || result.IsCompleted || result.IsCanceled)
            {
                return isHttp2;
            }
        }
    }

    private static bool IsPreface(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> first = stackalloc byte[4];
        buffer.Slice(0, 4).CopyTo(first);
        return first.SequenceEqual(Preface);
    }

    private sealed class Negotiated : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public static readonly Negotiated Instance = new();

        public X509Certificate2? ClientCertificate { get => null; set { } }

        public ReadOnlyMemory<byte> ApplicationProtocol => SslApplicationProtocol.Http2.Protocol;

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult<X509Certificate2?>(null);
    }
}
