namespace PubSubLab.Commands;

/// <summary>
/// Standard input, left alone as soon as a signal comes: a read of a terminal or a pipe cannot be cancelled, and would hold up the end of the
/// process for as long as nobody types.
/// </summary>
internal static class StandardInput
{
    /// <summary>All of it as text.</summary>
    public static Task<string> ReadToEndAsync(CancellationToken cancellation) => Task.Run(Console.In.ReadToEnd, CancellationToken.None).WaitAsync(cancellation);

    /// <summary>Its next line; null at its end.</summary>
    public static Task<string?> ReadLineAsync(CancellationToken cancellation) => Task.Run(Console.In.ReadLine, CancellationToken.None).WaitAsync(cancellation);

    /// <summary>Its bytes. Only <see cref="Stream.ReadAsync(Memory{byte}, CancellationToken)"/> can be cancelled.</summary>
    public static Stream Open() => new Cancellable(Console.OpenStandardInput());

    private sealed class Cancellable(Stream inner) : Stream
    {
        // A read that was left alone may still write into it.
        private readonly byte[] _buffer = new byte[65_536];

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var most = Math.Min(buffer.Length, _buffer.Length);
            var read = await Task.Run(() => inner.Read(_buffer, 0, most), CancellationToken.None).WaitAsync(cancellationToken);
            _buffer.AsSpan(0, read).CopyTo(buffer.Span);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
