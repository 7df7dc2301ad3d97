namespace Google.Api.Gax.Grpc;

/// <summary>Settings of a call in which both sides stream.</summary>
public sealed class BidirectionalStreamingSettings
{
    /// <summary>Creates settings.</summary>
    /// <param name="bufferedClientWriterCapacity">Messages that may wait to be written; at least 1.</param>
    public BidirectionalStreamingSettings(int bufferedClientWriterCapacity) =>
        BufferedClientWriterCapacity = GaxPreconditions.CheckArgumentRange(
            bufferedClientWriterCapacity, nameof(bufferedClientWriterCapacity), 1, int.MaxValue);

    /// <summary>Messages that may wait to be written.</summary>
    public int BufferedClientWriterCapacity { get; }
}
