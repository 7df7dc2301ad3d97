using System.Globalization;
using System.Text;

namespace PubSubLab.Benchmarks.Terminals;

/// <summary>
/// What a person would see: the cells of a terminal, from what a program writes. It knows as much of ECMA-48 as the screen uses: places,
/// erasing, and the questions that a terminal answers. Looks are left out.
/// </summary>
internal sealed class ScreenGrid(int width, int height, Action<string> answer)
{
    private readonly Decoder _utf8 = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _sequence = new();
    private readonly char[][] _rows = [.. Enumerable.Range(0, height).Select(_ => Enumerable.Repeat(' ', width).ToArray())];
    private State _state = State.Text;
    private int _x;
    private int _y;

    private enum State
    {
        Text,
        Escape,
        Control,
        String,
        StringEscape,
    }

    /// <summary>Takes in what the program wrote.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        var chars = new char[bytes.Length + 4];
        foreach (var c in chars.AsSpan(0, _utf8.GetChars(bytes, chars, flush: false)))
        {
            Take(c);
        }
    }

    /// <summary>Whether the text stands in any row.</summary>
    public bool Shows(string text) => Array.Exists(_rows, row => row.AsSpan().IndexOf(text) >= 0);

    /// <summary>The first row in which the text stands; empty where it stands in none.</summary>
    public string RowWith(string text) => After(text, including: true).FirstOrDefault("");

    /// <summary>The rows below the first in which the text stands.</summary>
    public IEnumerable<string> After(string text) => After(text, including: false);

    public override string ToString() => string.Join('\n', _rows.Select(static r => new string(r)));

    private IEnumerable<string> After(string text, bool including) => _rows.Select(static r => new string(r))
        .SkipWhile(row => !row.Contains(text, StringComparison.Ordinal)).Skip(including ? 0 : 1);

    private void Take(char c)
    {
        switch (_state)
        {
            case State.Escape when c == '[':
                (_state, _) = (State.Control, _sequence.Clear());
                break;
            case State.Escape when c is ']' or 'P' or '_' or '^':
                _state = State.String;
                break;
            case State.Escape:
                _state = State.Text;
                break;
            case State.Control when c is >= '@' and <= '~':
                _state = State.Text;
                Do(c, _sequence.ToString());
                break;
            case State.Control:
                _sequence.Append(c);
                break;
            case State.String:
                _state = c == '\a' ? State.Text : c == '\u001b' ? State.StringEscape : State.String;
                break;
            case State.StringEscape:
                _state = c == '\\' ? State.Text : State.String;
                break;
            default:
                Put(c);
                break;
        }
    }

    private void Put(char c)
    {
        switch (c)
        {
            case '\u001b':
                _state = State.Escape;
                break;
            case '\r':
                _x = 0;
                break;
            case '\n':
                _y = Math.Min(height - 1, _y + 1);
                break;
            case >= ' ':
                if (_x < width)
                {
                    _rows[_y][_x++] = c;
                }

                break;
            default:
                break;
        }
    }

    private void Do(char final, string parameters)
    {
        switch (final)
        {
            case 'H' or 'f':
                var at = parameters.Split(';');
                _y = Math.Clamp(Number(at[0]) - 1, 0, height - 1);
                _x = Math.Clamp(Number(at.Length > 1 ? at[1] : "") - 1, 0, width - 1);
                break;
            case 'J':
                foreach (var row in _rows)
                {
                    Array.Fill(row, ' ');
                }

                break;
            case 'K':
                Array.Fill(_rows[_y], ' ', _x, width - _x);
                break;
            case 'n' when parameters == "6":
                answer($"\u001b[{_y + 1};{_x + 1}R");
                break;
            case 'c' when parameters is "" or "0":
                // A VT220 with colours.
                answer("\u001b[?62;22c");
                break;
            default:
                break;
        }
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Max(1, number) : 1;
}
