using System.Globalization;
using System.Net;

namespace PubSubLab.Tui.Frames;

/// <summary>Writes a film as one HTML file that plays by itself: play, pause, seek, <c>#t=12</c> for a moment. It asks no network for anything.</summary>
internal static class FilmPage
{
    /// <summary>The film.</summary>
    public static string Write(Film film)
    {
        var ground = FrameLook.GroundOf(film.Frames[0].Frame);
        var (looks, rows) = (new List<string>(), new List<object[]>());
        var (knownLooks, knownRows) = (new Dictionary<FrameLook, int>(), new Dictionary<string, int>(StringComparer.Ordinal));
        var frames = new List<object[]>();
        var shown = new int[film.Height];
        Array.Fill(shown, -1);
        foreach (var (at, frame) in film.Frames)
        {
            var changes = new List<int>();
            for (var y = 0; y < film.Height; y++)
            {
                var row = RowOf(frame, y);
                if (shown[y] != row)
                {
                    changes.AddRange([y, row]);
                    shown[y] = row;
                }
            }

            frames.Add([Math.Round(at.TotalSeconds, 3), changes]);
        }

        var data = FilmJson.Write(new { w = film.Width, h = film.Height, length = film.Length.TotalSeconds, looks, rows, frames });

        // In a script no text may look like its end.
        return Template.Replace("{title}", WebUtility.HtmlEncode(film.Title), StringComparison.Ordinal)
            .Replace("{ground}", ground, StringComparison.Ordinal)
            .Replace("{columns}", film.Width.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{film}", data.Replace("<", "\\u003c", StringComparison.Ordinal), StringComparison.Ordinal);

        int RowOf(ScreenFrame frame, int y)
        {
            var row = new List<object>();
            foreach (var run in FrameRun.Of(frame, y, 0, film.Width, ground))
            {
                if (!knownLooks.TryGetValue(run.Look, out var look))
                {
                    knownLooks[run.Look] = look = looks.Count;
                    looks.Add($"color:{run.Look.Front};background:{run.Look.Ground}{run.Look.Css}");
                }

                row.AddRange([look, run.Cells, run.Text]);
            }

            var key = string.Join('\n', row);
            if (!knownRows.TryGetValue(key, out var known))
            {
                knownRows[key] = known = rows.Count;
                rows.Add([.. row]);
            }

            return known;
        }
    }

    private const string Template =
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
        <title>{title}</title>
        <style>
        body{margin:0;background:{ground};color:#d0d0d0;font:14px system-ui,sans-serif}
        main{width:max-content;max-width:100%;margin:auto;padding:12px;box-sizing:border-box}
        pre{margin:0;overflow:auto;font:calc(min(14px,96vw/{columns}/.602))/1.28 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
        pre div{height:1.28em;white-space:pre}
        pre span{display:inline-block;height:1.28em;overflow:hidden;vertical-align:top}
        nav{display:flex;gap:10px;align-items:center;padding-top:10px}
        nav input{flex:1}
        button{font:inherit;min-width:5em}
        </style>
        </head>
        <body>
        <main>
        <pre id="screen" role="img" aria-label="{title}"></pre>
        <nav><button id="play" type="button">Pause</button><input id="seek" type="range" min="0" step="0.05" value="0" aria-label="Time"><output id="time"></output></nav>
        </main>
        <script type="application/json" id="film">{film}</script>
        <script>
        "use strict";
        const film = JSON.parse(document.getElementById("film").textContent);
        const [screen, play, seek, time] = ["screen", "play", "seek", "time"].map(id => document.getElementById(id));
        const lines = Array.from({ length: film.h }, () => screen.appendChild(document.createElement("div")));
        const shown = new Array(film.h).fill(-1);
        let at = 0, playing = false, last = 0;

        function rowsAt(t) {
          const rows = new Array(film.h).fill(0);
          for (const [from, changes] of film.frames) {
            if (from > t) break;
            for (let i = 0; i < changes.length; i += 2) rows[changes[i]] = changes[i + 1];
          }
          return rows;
        }

        function draw() {
          rowsAt(at).forEach((row, y) => {
            if (shown[y] === row) return;
            shown[y] = row;
            lines[y].replaceChildren();
            const runs = film.rows[row];
            for (let i = 0; i < runs.length; i += 3) {
              const span = lines[y].appendChild(document.createElement("span"));
              span.style.cssText = film.looks[runs[i]];
              span.style.width = runs[i + 1] + "ch";
              span.textContent = runs[i + 2];
            }
          });
          seek.value = at;
          time.textContent = at.toFixed(1) + " of " + film.length.toFixed(1) + " s";
          play.textContent = playing ? "Pause" : "Play";
        }

        function step(now) {
          if (!playing) return;
          at += (now - last) / 1000;
          last = now;
          if (at >= film.length) at = 0;
          draw();
          requestAnimationFrame(step);
        }

        function toggle() {
          playing = !playing;
          last = performance.now();
          draw();
          if (playing) requestAnimationFrame(step);
        }

        function go(t) {
          at = Math.min(Math.max(t, 0), film.length);
          draw();
        }

        seek.max = film.length;
        play.addEventListener("click", toggle);
        seek.addEventListener("input", () => go(Number(seek.value)));
        addEventListener("keydown", e => {
          if (e.key === " " && e.target !== play) { e.preventDefault(); toggle(); }
          if (e.target === seek) return;
          if (e.key === "ArrowLeft") go(at - 1);
          if (e.key === "ArrowRight") go(at + 1);
        });
        const from = new URLSearchParams(location.hash.slice(1)).get("t");
        if (from !== null) go(Number(from) || 0);
        else if (matchMedia("(prefers-reduced-motion: reduce)").matches) go(film.length);
        else toggle();
        </script>
        </body>
        </html>

        """;
}
