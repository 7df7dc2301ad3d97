namespace PubSubLab.Lab.Journal;

/// <summary>
/// Copies of bodies, many in one array: most are smaller than what an array of their own would take beside them. An array goes when the last
/// message in it is forgotten, which is soon after the first, as messages are forgotten in their order. Used under the journal's lock.
/// </summary>
internal sealed class BodyStore
{
    private const int ArraySize = 16 * 1_024;
    private const int LargestShared = ArraySize / 8;

    private byte[] _array = [];
    private int _used;

    /// <summary>A copy.</summary>
    public ReadOnlyMemory<byte> Copy(ReadOnlyMemory<byte> body)
    {
        if (body.Length > LargestShared)
        {
            return body.ToArray();
        }

        if (_used + body.Length > _array.Length)
        {
            (_array, _used) = (new byte[ArraySize], 0);
        }

        var copy = _array.AsMemory(_used, body.Length);
        body.CopyTo(copy);
        _used += body.Length;
        return copy;
    }
}
