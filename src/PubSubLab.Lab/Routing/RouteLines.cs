using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

namespace PubSubLab.Lab.Routing;

/// <summary>Routes a list of UUIDs, one a line, on bytes from end to end: a million a second on one core.</summary>
public static class RouteLines
{
    private const int LongestLine = 1_024;
    private const int LongestAnswer = 64;
    private const int UuidLength = 36;

    /// <summary>Reads UUIDs and writes <c>chat-topic-T chat-sub-S</c> for each, in the same order; empty lines are passed over.</summary>
    /// <returns>The number of routed users.</returns>
    /// <exception cref="LabException">A line is no UUID; what stands before it was routed.</exception>
    public static async Task<long> RunAsync(TopicAndSub totals, Stream from, Stream to, CancellationToken cancellation)
    {
        var reader = PipeReader.Create(from, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true));
        var writer = PipeWriter.Create(to, new StreamPipeWriterOptions(minimumBufferSize: 1 << 16, leaveOpen: true));
        long line = 0, routed = 0;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellation);
                var rest = read.Buffer;
                try
                {
                    rest = Route(totals, rest, read.IsCompleted, writer, ref line, ref routed);
                }
                finally
                {
                    await writer.FlushAsync(CancellationToken.None);
                }

                reader.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted)
                {
                    return routed;
                }
            }
        }
        finally
        {
            await reader.CompleteAsync();
            await writer.CompleteAsync();
        }
    }

    private static ReadOnlySequence<byte> Route(
        TopicAndSub totals, ReadOnlySequence<byte> buffer, bool last, PipeWriter writer, ref long line, ref long routed)
    {
        var reader = new SequenceReader<byte>(buffer);
        Span<byte> copy = stackalloc byte[LongestLine];
        while (reader.Remaining > 0)
        {
            if (!reader.TryReadTo(out ReadOnlySequence<byte> text, (byte)'\n'))
            {
                if (!last && reader.Remaining < LongestLine)
                {
                    break;
                }

                text = reader.UnreadSequence;
                reader.AdvanceToEnd();
            }

            line++;
            var bytes = text.IsSingleSegment ? text.FirstSpan : Copy(text, copy);
            bytes = bytes.Trim(" \t\r"u8);
            if (bytes.Length > 0)
            {
                Write(totals.Of(Parse(bytes, line)), writer);
                routed++;
            }
        }

        return buffer.Slice(reader.Position);
    }

    private static ReadOnlySpan<byte> Copy(ReadOnlySequence<byte> text, Span<byte> into)
    {
        var kept = text.Slice(0, Math.Min(text.Length, into.Length));
        kept.CopyTo(into);
        return into[..(int)kept.Length];
    }

    private static Guid Parse(ReadOnlySpan<byte> bytes, long line) =>
        bytes.Length == UuidLength && Utf8Parser.TryParse(bytes, out Guid user, out var used, 'D') && used == UuidLength
            ? user
            : throw new LabException(
                $"Line {line:N0} is '{Shown(bytes)}', which is not a UUID. Write one a line, as {UserKey.Example}.");

    /// <summary>The text without characters that a terminal would obey.</summary>
    private static string Shown(ReadOnlySpan<byte> bytes) =>
        OutsideText.Printable(OutsideText.Begin(bytes, UuidLength + 4));

    private static void Write((ulong Topic, ulong Sub) place, PipeWriter writer)
    {
        var answer = writer.GetSpan(LongestAnswer);
        "chat-topic-"u8.CopyTo(answer);
        var at = 11;
        Utf8Formatter.TryFormat(place.Topic, answer[at..], out var written);
        at += written;
        " chat-sub-"u8.CopyTo(answer[at..]);
        at += 10;
        Utf8Formatter.TryFormat(place.Sub, answer[at..], out written);
        at += written;
        answer[at++] = (byte)'\n';
        writer.Advance(at);
    }
}
