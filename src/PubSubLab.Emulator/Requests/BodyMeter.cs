using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using PubSubLab.Emulator.Connections;
using PubSubLab.Emulator.Hosting;
using PubSubLab.Emulator.Limits;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Requests;

/// <summary>
/// Counts what the body of one request takes in memory while it is read. The first bytes of a gRPC message say how long it is, so a
/// unary call is counted whole before it arrives, and many large requests at once are not all half read when memory is full.
/// </summary>
internal sealed class BodyMeter(MemoryWatermark memory, PipeReader? inner, bool isStream, ConnectionState? connection) : PipeReader, IRequestBodyPipeFeature, IDisposable
{
    // The received bytes, and the call's copy of them.
    private const int Copies = 2;
    private const int Prefix = 5;

    /// <summary>Less than this is not worth counting: a connection's own buffers take as much.</summary>
    private const int Small = 16 << 10;

    private long _counted;
    private bool _isClaimed;

    public PipeReader Reader => this;

    /// <summary>Refuses a body that is too large for the memory there is.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED.</exception>
    public void Claim(long bytes)
    {
        Count(bytes < Small ? 0 : bytes);
        if (bytes > MemoryWatermark.LargeBody && memory.IsOver && memory.Closed(bytes) is { } reason)
        {
            // Its place goes to others at once.
            Count(0);
            throw Fail.Exhausted($"{reason}; the request was not read.");
        }
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var pending = inner!.ReadAsync(cancellationToken);
        return Look(pending.IsCompletedSuccessfully || isStream ? await pending : await WaitAsync(pending));
    }

    /// <summary>Waits for more of a body; a stream waits for requests as long as it is open, which is not the same.</summary>
    public async ValueTask<T> WaitAsync<T>(ValueTask<T> more)
    {
        connection?.BeginWait();
        try
        {
            return await more;
        }
        finally
        {
            connection?.EndWait();
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!inner!.TryRead(out result))
        {
            return false;
        }

        Look(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => inner!.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner!.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner!.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner!.Complete(exception);

    public void Dispose() => Count(0);

    private ReadResult Look(ReadResult result)
    {
        var length = result.Buffer.Length;
        if (isStream)
        {
            Claim(length * Copies);
        }
        else if (!_isClaimed && length >= Prefix)
        {
            _isClaimed = true;
            Span<byte> prefix = stackalloc byte[Prefix];
            System.Buffers.BuffersExtensions.CopyTo(result.Buffer.Slice(0, Prefix), prefix);
            long announced = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
            // A body above the message limit is refused by its length before more of it is read.
            if (announced <= EmulatorLimits.MaximumMessage)
            {
                Claim(announced * Copies);
            }
        }

        return result;
    }

    private void Count(long bytes)
    {
        var change = bytes - _counted;
        if (change != 0)
        {
            _counted = bytes;
            memory.Read(change);
        }
    }
}
