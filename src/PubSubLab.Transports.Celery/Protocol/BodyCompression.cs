using System.IO.Compression;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.BZip2;

namespace PubSubLab.Transports.Celery.Protocol;

/// <summary>Bodies that Kombu compressed (kombu/compression.py). Its <c>gzip</c> and <c>zlib</c> are one format, that of zlib.</summary>
internal static class BodyCompression
{
    /// <summary>The most that a body may grow to: a small message must not fill the worker's memory.</summary>
    public const int MaxBytes = 64 << 20;

    private static readonly Dictionary<string, Func<Stream, Stream>> s_readers = new(StringComparer.Ordinal)
    {
        ["application/x-gzip"] = static stream => new ZLibStream(stream, CompressionMode.Decompress),
        ["application/x-bz2"] = static stream => new BZip2InputStream(stream),
        ["application/x-brotli"] = static stream => new BrotliStream(stream, CompressionMode.Decompress),
    };

    /// <summary>Kombu's short names.</summary>
    private static readonly Dictionary<string, string> s_aliases = new(StringComparer.Ordinal)
    {
        ["gzip"] = "application/x-gzip", ["zlib"] = "application/x-gzip", ["bzip2"] = "application/x-bz2", ["bzip"] = "application/x-bz2", ["brotli"] = "application/x-brotli",
    };

    /// <summary>The body as it was before.</summary>
    /// <exception cref="RefusedMessageException">The method is another one, or the body is broken or too large.</exception>
    public static ReadOnlyMemory<byte> Expand(ReadOnlyMemory<byte> body, string method, string id)
    {
        if (!s_readers.TryGetValue(s_aliases.GetValueOrDefault(method, method), out var open))
        {
            throw new RefusedMessageException(
                "ContentDisallowed", $"it is compressed by {TaskHeaders.Shown(method)}, which the lab does not read. Publish it with gzip, zlib or bzip2, or without compression", id);
        }

        try
        {
            using var stream = open(new MemoryStream(body.ToArray()));
            using var expanded = new MemoryStream();
            var buffer = new byte[16_384];
            for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            {
                expanded.Write(buffer, 0, read);
                if (expanded.Length > MaxBytes)
                {
                    throw new RefusedMessageException("DecodeError", $"its body grows to more than {MaxBytes >> 20} MiB. Publish less at once", id);
                }
            }

            return expanded.ToArray();
        }
        catch (Exception e) when (e is InvalidDataException or SharpZipBaseException or IOException or IndexOutOfRangeException or InvalidOperationException)
        {
            throw new RefusedMessageException("DecodeError", $"its body is not {method}, though it says so", id);
        }
    }
}
