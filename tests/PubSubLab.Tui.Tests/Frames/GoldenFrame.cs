using System.Runtime.CompilerServices;
using System.Text;
using PubSubLab.Tui.Frames;

namespace PubSubLab.Tui.Tests.Frames;

/// <summary>
/// Compares a frame, characters and looks, with the one that was accepted. <c>PUBSUBLAB_ACCEPT_FRAMES=1 dotnet test</c> accepts what is
/// drawn now; the difference is then reviewed like any other change.
/// </summary>
internal static class GoldenFrame
{
    public static void Check(ScreenFrame frame, string name, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "Accepted", name + ".txt");
        var drawn = Write(frame);
        if (Environment.GetEnvironmentVariable("PUBSUBLAB_ACCEPT_FRAMES") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, drawn);
            return;
        }

        File.Exists(file).ShouldBeTrue($"no frame is accepted for {name}; PUBSUBLAB_ACCEPT_FRAMES=1 accepts this one:\n{frame.ToText()}");
        var accepted = File.ReadAllText(file).ReplaceLineEndings("\n");
        drawn.ShouldBe(accepted, $"{name} is drawn otherwise than accepted; PUBSUBLAB_ACCEPT_FRAMES=1 accepts it");
    }

    /// <summary>The text, then the looks as runs: a letter a look, with its figures at the end.</summary>
    private static string Write(ScreenFrame frame)
    {
        var looks = new Dictionary<FrameCell, int>();
        var runs = new StringBuilder();
        for (var y = 0; y < frame.Height; y++)
        {
            for (var x = 0; x < frame.Width;)
            {
                var look = frame[x, y] with { Text = "" };
                var end = x;
                while (end < frame.Width && frame[end, y] with { Text = "" } == look)
                {
                    end++;
                }

                looks.TryAdd(look, looks.Count);
                runs.Append(x == 0 ? "" : " ").Append(end - x).Append('×').Append(looks[look]);
                x = end;
            }

            runs.Append('\n');
        }

        var legend = string.Concat(looks.Select(l =>
            $"{l.Value}: {l.Key.Front ?? "own"} on {l.Key.Ground ?? "own"}{(l.Key.Bold ? " bold" : "")}{(l.Key.Faint ? " faint" : "")}{(l.Key.Underline ? " underlined" : "")}\n"));
        return $"{frame.ToText()}\n--- looks\n{runs}\n{legend}";
    }
}
