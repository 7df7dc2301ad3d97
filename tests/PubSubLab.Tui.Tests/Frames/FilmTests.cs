using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Frames;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Frames;

public sealed class FilmTests
{
    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public void A_moving_svg_shows_each_frame_at_its_time_and_the_last_one_without_motion()
    {
        var film = Shoot();
        var svg = film.Write(FilmForm.Svg);
        var picture = new SvgFilm(svg);

        film.Frames.Count.ShouldBeGreaterThan(4);
        foreach (var (at, frame) in film.Frames)
        {
            picture.TextAt(at / film.Length).ShouldBe(frame.ToText(), $"at {at}");
        }

        picture.TextAt(null).ShouldBe(film.Frames[^1].Frame.ToText());
        svg.ShouldContain("prefers-reduced-motion:reduce){g{animation:none!important}}");
        svg.ShouldNotContain("<script");
        svg.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal).ShouldNotContain("://");
    }

    [Fact]
    public void A_cast_follows_version_2_and_a_terminal_that_plays_it_shows_each_frame()
    {
        var film = Shoot();
        var cast = CastFile.Parse(film.Write(FilmForm.Cast));

        (cast.Width, cast.Height).ShouldBe((film.Width, film.Height));
        foreach (var (at, frame) in film.Frames)
        {
            cast.TextAt(at).ShouldBe(frame.ToText(), $"at {at}");
        }

        cast.Length.ShouldBe(film.Length, Seconds(0.001));
    }

    [Fact]
    public void A_page_holds_each_frame_and_asks_no_network()
    {
        var film = Shoot();
        var page = film.Write(FilmForm.Html);
        using var data = JsonDocument.Parse(DataOf(page));
        var rows = data.RootElement.GetProperty("rows").EnumerateArray().Select(TextOf).ToList();
        var shown = new string[film.Height];
        var frames = data.RootElement.GetProperty("frames").EnumerateArray().ToList();
        frames.Count.ShouldBe(film.Frames.Count);
        foreach (var (frame, expected) in frames.Zip(film.Frames))
        {
            var changes = frame[1].EnumerateArray().Select(c => c.GetInt32()).ToList();
            for (var i = 0; i < changes.Count; i += 2)
            {
                shown[changes[i]] = rows[changes[i + 1]];
            }

            string.Join('\n', shown.Select(r => r.TrimEnd())).ShouldBe(expected.Frame.ToText().TrimEnd('\n'));
            frame[0].GetDouble().ShouldBe(expected.At.TotalSeconds, 0.001);
        }

        page.ShouldContain("default-src 'none'");
        page.ShouldNotContain("://");
        page.ShouldNotContain("src=");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Hostile_text_is_text_in_every_form(int seed)
    {
        using var stage = new Stage(120, 36);
        var hostile = new HostileText(seed);
        var frames = new List<FilmFrame>();
        for (var i = 0; i < 12; i++)
        {
            stage.Happens(LabEventKind.Published, $"m{i}", user: hostile.Next(), json: $"\"</script></style>]]>&amp;<svg onload=x>\u001b]0;x\a{hostile.Next()}\"");
            frames.Add(new FilmFrame(Seconds(i), stage.Picture));
        }

        var film = new Film("</title><script>alert(1)</script>\u001b[31m & \"more\"", frames, Seconds(12));

        var svg = XDocument.Parse(film.Write(FilmForm.Svg));
        svg.Descendants().Select(e => e.Name.LocalName).Distinct().Order().ShouldBe(["defs", "g", "rect", "style", "svg", "text", "title", "use"]);
        svg.Descendants().Attributes().ShouldAllBe(a => !a.Name.LocalName.StartsWith("on"));

        CastFile.Parse(film.Write(FilmForm.Cast)).Sequences.ShouldAllBe(s => s.EndsWith('H') || s.EndsWith('m') || s == "[2J" || s == "[?25l");

        var page = film.Write(FilmForm.Html);
        page.Split("</script>").Length.ShouldBe(3, "the page's own two scripts end, and no other");
        page.Split("<script").Length.ShouldBe(3);
        page.ShouldNotContain("\u001b");
    }

    [Fact]
    public void A_long_film_becomes_a_small_svg_of_fewer_frames()
    {
        using var stage = new Stage(120, 36);
        var random = new Random(1);
        var frames = new List<FilmFrame>();
        for (var i = 0; i < 120; i++)
        {
            for (var j = 0; j < 12; j++)
            {
                stage.Happens(LabEventKind.Published, $"{i}.{j}", json: $"\"{random.NextInt64():x}{random.NextInt64():x}{random.NextInt64():x}\"");
            }

            frames.Add(new FilmFrame(Seconds(i / 4.0), stage.Picture));
        }

        var film = new Film("long", frames, Seconds(30));
        Encoding.UTF8.GetByteCount(FilmSvg.Write(film)).ShouldBeGreaterThan(Film.MostSvgBytes, "whole, it is too large");

        var svg = film.Write(FilmForm.Svg);

        Encoding.UTF8.GetByteCount(svg).ShouldBeLessThanOrEqualTo(Film.MostSvgBytes);
        new SvgFilm(svg).TextAt(null).ShouldBe(film.Frames[^1].Frame.ToText());
    }

    [Fact]
    public void What_comes_within_a_period_is_seen_at_its_end()
    {
        using var stage = new Stage(80, 24);
        var frames = new List<FilmFrame>();
        foreach (var at in new[] { 0, 0.1, 0.2, 0.9, 1.5 })
        {
            stage.Happens(LabEventKind.Published, $"{at}");
            frames.Add(new FilmFrame(Seconds(at), stage.Picture));
        }

        var thinned = new Film("thin", frames, Seconds(2)).Thinned(Seconds(1));

        thinned.Frames.Select(f => f.At.TotalSeconds).ShouldBe([0, 1, 2]);
        thinned.Frames[1].Frame.ShouldBeSameAs(frames[3].Frame);
    }

    [Fact]
    public void A_film_is_made_of_frames_of_one_size_in_the_order_of_time()
    {
        using var small = new Stage(80, 24);
        using var large = new Stage(120, 36);
        var frame = small.Picture;

        Should.Throw<ArgumentException>(() => new Film("none", [], Seconds(1)));
        Should.Throw<ArgumentException>(() => new Film("sizes", [new(TimeSpan.Zero, frame), new(Seconds(1), large.Picture)], Seconds(2)));
        Should.Throw<ArgumentException>(() => new Film("back", [new(Seconds(1), frame), new(Seconds(0.5), frame)], Seconds(2)));
        Should.Throw<ArgumentException>(() => new Film("past", [new(Seconds(3), frame)], Seconds(2)));
        new Film("same", [new(TimeSpan.Zero, frame), new(Seconds(1), small.Picture)], Seconds(2)).Frames.Count.ShouldBe(1);
    }

    private static Film Shoot()
    {
        using var stage = new Stage(100, 30).Play();
        var frames = new List<FilmFrame>();
        for (var i = 0; i < 8; i++)
        {
            stage.Happens(LabEventKind.Published, $"shot-{i}", user: i == 3 ? "漢字" : $"<user{i}>", json: """{"a":"&b"}""");
            stage.Advance(Seconds(1));
            frames.Add(new FilmFrame(Seconds(i), stage.Picture));
        }

        return new Film("A film", frames, Seconds(10));
    }

    private static string DataOf(string page)
    {
        const string Begin = "id=\"film\">";
        var from = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        return page[from..page.IndexOf("</script>", from, StringComparison.Ordinal)];
    }

    private static string TextOf(JsonElement row) => string.Concat(row.EnumerateArray().Where((_, i) => i % 3 == 2).Select(t => t.GetString()));
}
