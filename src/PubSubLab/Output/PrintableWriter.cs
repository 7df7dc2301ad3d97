using System.Text;
using PubSubLab.Lab;

namespace PubSubLab.Output;

/// <summary>
/// A console's writer that shows text from outside and lets none of it act on the terminal. A line is one line: a line break inside its
/// text is shown as a sign. <see cref="Write(string)"/> keeps line breaks, for texts of several lines.
/// </summary>
/// <param name="stream">Where it goes.</param>
/// <param name="isLastResort">Whether a failure has nobody left to be told to, as on standard error.</param>
internal sealed class PrintableWriter(Stream stream, bool isLastResort) : TextWriter
{
    private readonly Lock _gate = new();
    private readonly StreamWriter _inner = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = Environment.NewLine };

    /// <inheritdoc/>
    public override Encoding Encoding => _inner.Encoding;

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Send(OutsideText.Printable(value ?? "") + CoreNewLineText);

    /// <inheritdoc/>
    public override void WriteLine() => Send(CoreNewLineText);

    /// <inheritdoc/>
    public override void Write(string? value) =>
        Send(string.Join('\n', (value ?? "").Split('\n').Select(line => line.EndsWith('\r') ? OutsideText.Printable(line[..^1]) + '\r' : OutsideText.Printable(line))));

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    private string CoreNewLineText => _inner.NewLine;

    private void Send(string text)
    {
        lock (_gate)
        {
            try
            {
                _inner.Write(text);
            }
            catch (UnauthorizedAccessException e) when (!isLastResort)
            {
                throw new IOException("standard output is closed", e);
            }
            catch (Exception e) when (isLastResort && e is IOException or UnauthorizedAccessException)
            {
                // The exit code still tells that something was wrong.
            }
        }
    }
}
