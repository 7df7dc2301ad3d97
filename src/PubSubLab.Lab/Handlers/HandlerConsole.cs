using System.Text;

namespace PubSubLab.Lab.Handlers;

/// <summary>
/// Takes what a person's own handlers print. On a screen it would lie over the panes, and in <c>--json</c> break the lines of a program
/// that reads them.
/// </summary>
public static class HandlerConsole
{
    private const int LongestLine = 1_000;

    private static readonly AsyncLocal<Lines?> s_lines = new();

    /// <summary>Replaces the console's writers until the result is disposed. What is printed outside handlers passes through.</summary>
    public static IDisposable Capture()
    {
        var before = (Console.Out, Console.Error);
        Console.SetOut(new Writer(before.Out));
        Console.SetError(new Writer(before.Error));
        return new Captured(before.Out, before.Error);
    }

    /// <summary>Runs a constructor. What it prints is dropped: there is no worker yet that prints it.</summary>
    internal static T Run<T>(Func<T> code)
    {
        s_lines.Value = new Lines(static _ => { });
        try
        {
            return code();
        }
        finally
        {
            s_lines.Value = null;
        }
    }

    /// <summary>Runs a handler's code. Each line that it prints goes to <paramref name="printed"/>, also from work that it started.</summary>
    internal static async Task RunAsync(Func<Task> code, Action<string> printed)
    {
        var lines = new Lines(printed);
        s_lines.Value = lines;
        try
        {
            await code();
        }
        finally
        {
            lines.End();
        }
    }

    private sealed class Lines(Action<string> printed)
    {
        private readonly Lock _gate = new();
        private readonly StringBuilder _line = new();

        public void Add(ReadOnlySpan<char> text)
        {
            lock (_gate)
            {
                foreach (var c in text)
                {
                    if (c == '\n')
                    {
                        Tell();
                    }
                    else if (c != '\r' && _line.Length < LongestLine)
                    {
                        _line.Append(c);
                    }
                }
            }
        }

        public void End()
        {
            lock (_gate)
            {
                Tell();
            }
        }

        private void Tell()
        {
            if (_line.Length > 0)
            {
                printed(_line.ToString());
                _line.Clear();
            }
        }
    }

    private sealed class Writer(TextWriter inner) : TextWriter
    {
        public override Encoding Encoding => inner.Encoding;

        public override void Write(char value) => Write([value]);

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(ReadOnlySpan<char> buffer)
        {
            if (s_lines.Value is { } lines)
            {
                lines.Add(buffer);
            }
            else
            {
                inner.Write(buffer);
            }
        }

        public override void Flush() => inner.Flush();
    }

    private sealed class Captured(TextWriter output, TextWriter error) : IDisposable
    {
        public void Dispose()
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
