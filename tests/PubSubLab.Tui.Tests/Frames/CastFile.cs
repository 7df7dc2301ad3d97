using System.Globalization;
using System.Text;
using System.Text.Json;
using Terminal.Gui.Text;

namespace PubSubLab.Tui.Tests.Frames;

/// <summary>An asciinema cast of version 2, read by the format's rules and played on a terminal of its size.</summary>
internal sealed class CastFile
{
    private readonly List<(TimeSpan At, string Output)> _events = [];

    private CastFile(int width, int height) => (Width, Height) = (width, height);

    public int Width { get; }

    public int Height { get; }

    /// <summary>The time of the last event.</summary>
    public TimeSpan Length => _events[^1].At;

    /// <summary>Every escape sequence without its escape character.</summary>
    public IReadOnlyList<string> Sequences
    {
        get
        {
            var sequences = new List<string>();
            foreach (var (_, output) in _events)
            {
                Play(output, (_, sequence) => sequences.Add(sequence), _ => { });
            }

            return sequences;
        }
    }

    /// <summary>Reads a file: a header, then a line for each event with time, code and data.</summary>
    public static CastFile Parse(string text)
    {
        text.ShouldEndWith("\n");
        var lines = text.TrimEnd('\n').Split('\n');
        using var header = JsonDocument.Parse(lines[0]);
        header.RootElement.GetProperty("version").GetInt32().ShouldBe(2);
        var cast = new CastFile(header.RootElement.GetProperty("width").GetInt32(), header.RootElement.GetProperty("height").GetInt32());
        var last = 0.0;
        foreach (var line in lines.Skip(1))
        {
            using var json = JsonDocument.Parse(line);
            json.RootElement.GetArrayLength().ShouldBe(3);
            var at = json.RootElement[0].GetDouble();
            at.ShouldBeGreaterThanOrEqualTo(last);
            json.RootElement[1].GetString().ShouldBe("o");
            cast._events.Add((TimeSpan.FromSeconds(last = at), json.RootElement[2].GetString()!));
        }

        return cast;
    }

    /// <summary>The terminal's text at a moment.</summary>
    public string TextAt(TimeSpan at)
    {
        var cells = new string[Height, Width];
        var (x, y) = (0, 0);
        foreach (var (_, output) in _events.TakeWhile(e => e.At <= at))
        {
            Play(output, Obey, Put);
        }

        return string.Concat(Enumerable.Range(0, Height).Select(row => string.Concat(Enumerable.Range(0, Width).Select(column => cells[row, column])).TrimEnd() + "\n"));

        void Obey(string parameters, string sequence)
        {
            if (sequence == "[2J")
            {
                for (var i = 0; i < cells.Length; i++)
                {
                    cells[i / Width, i % Width] = " ";
                }
            }
            else if (sequence.EndsWith('H'))
            {
                var parts = parameters.Split(';');
                (y, x) = (int.Parse(parts[0], CultureInfo.InvariantCulture) - 1, int.Parse(parts[1], CultureInfo.InvariantCulture) - 1);
            }
        }

        void Put(string grapheme)
        {
            cells[y, x++] = grapheme;
            for (var more = grapheme.GetColumns() - 1; more > 0; more--)
            {
                cells[y, x++] = "";
            }
        }
    }

    private static void Play(string output, Action<string, string> obey, Action<string> put)
    {
        for (var i = 0; i < output.Length;)
        {
            if (output[i] == '\x1b')
            {
                output[i + 1].ShouldBe('[');
                var end = i + 2;
                while (!char.IsAsciiLetter(output[end]))
                {
                    (char.IsAsciiDigit(output[end]) || output[end] is ';' or '?').ShouldBeTrue();
                    end++;
                }

                obey(output[(i + 2)..end], output[(i + 1)..(end + 1)]);
                i = end + 1;
                continue;
            }

            var grapheme = StringInfo.GetNextTextElement(output, i);
            grapheme.EnumerateRunes().ShouldAllBe(r => !Rune.IsControl(r));
            put(grapheme);
            i += grapheme.Length;
        }
    }
}
