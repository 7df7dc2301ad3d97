using PubSubLab.Emulator.Protobuf;

namespace PubSubLab.Emulator.Storage;

/// <summary>Message ids in rising order as bytes: each is the varint of its distance from the one before.</summary>
internal static class IdList
{
    public static byte[] Write(IEnumerable<long> ids)
    {
        using var bytes = new MemoryStream();
        Span<byte> varint = stackalloc byte[10];
        var last = 0L;
        foreach (var id in ids)
        {
            bytes.Write(varint[..WireWriter.WriteVarint(varint, (ulong)(id - last))]);
            last = id;
        }

        return bytes.ToArray();
    }

    public static HashSet<long> Read(ReadOnlySpan<byte> bytes)
    {
        var ids = new HashSet<long>();
        var last = 0L;
        while (WireReader.TryVarint(ref bytes, out var distance))
        {
            last += (long)distance;
            ids.Add(last);
        }

        return ids;
    }
}
