using System.Globalization;
using System.Text;

namespace PubSubLab.Tui.Frames;

/// <summary>Writes a film as an asciinema cast of version 2: what a terminal of the film's size would get, as differences.</summary>
internal static class FilmCast
{
    /// <summary>The film.</summary>
    public static string Write(Film film)
    {
        var cast = new StringBuilder();
        var header = new { version = 2, width = film.Width, height = film.Height, duration = film.Length.TotalSeconds, title = film.Title, env = new { TERM = "xterm-256color" } };
        cast.Append(FilmJson.Write(header)).Append('\n');
        var ground = FrameLook.GroundOf(film.Frames[0].Frame);
        for (var i = 0; i < film.Frames.Count; i++)
        {
            var (at, frame) = film.Frames[i];
            Event(at, i == 0 ? "\x1b[?25l\x1b[0m\x1b[2J" + Changes(null, frame, ground) : Changes(film.Frames[i - 1].Frame, frame, ground));
        }

        Event(film.Length, "\x1b[0m");
        return cast.ToString();

        void Event(TimeSpan at, string output) =>
            cast.Append(CultureInfo.InvariantCulture, $"[{at.TotalSeconds:0.######}, \"o\", ").Append(FilmJson.Write(output)).Append("]\n");
    }

    private static string Changes(ScreenFrame? before, ScreenFrame frame, string ground)
    {
        var output = new StringBuilder();
        for (var y = 0; y < frame.Height; y++)
        {
            foreach (var (from, to) in before is null ? [(0, frame.Width)] : FilmChange.Of([before, frame], y))
            {
                output.Append(CultureInfo.InvariantCulture, $"\x1b[{y + 1};{from + 1}H");
                foreach (var run in FrameRun.Of(frame, y, from, to, ground))
                {
                    output.Append(Look(run.Look)).Append(run.Text);
                }
            }
        }

        return output.ToString();
    }

    private static string Look(FrameLook look) =>
        $"\x1b[0{(look.Bold ? ";1" : "")}{(look.Faint ? ";2" : "")}{(look.Underline ? ";4" : "")};38;2;{Parts(look.Front)};48;2;{Parts(look.Ground)}m";

    private static string Parts(string colour) => string.Join(';', Convert.FromHexString(colour.AsSpan(1)));
}
