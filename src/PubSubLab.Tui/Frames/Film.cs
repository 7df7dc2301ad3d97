namespace PubSubLab.Tui.Frames;

/// <summary>A sequence of frames with their times. Frames that repeat the one before are left out.</summary>
public sealed class Film
{
    /// <summary>Limit of a moving SVG, in bytes. A longer film shows fewer frames in it.</summary>
    public const int MostSvgBytes = 300_000;

    private const int FewestFrames = 8;

    /// <summary>A film.</summary>
    /// <param name="title">A description for readers who cannot see it.</param>
    /// <param name="frames">The frames in their order; all of one size.</param>
    /// <param name="length">The time until the film ends.</param>
    /// <exception cref="ArgumentException">There is no frame, their sizes differ, or a time goes back or past the end.</exception>
    public Film(string title, IEnumerable<FilmFrame> frames, TimeSpan length)
    {
        var (kept, last) = (new List<FilmFrame>(), TimeSpan.Zero);
        foreach (var frame in frames)
        {
            if (kept.Count > 0 && (frame.Frame.Width != kept[0].Frame.Width || frame.Frame.Height != kept[0].Frame.Height))
            {
                throw new ArgumentException("A film needs frames of one size.", nameof(frames));
            }

            if (frame.At > length || frame.At < last)
            {
                throw new ArgumentException("The times of a film's frames must ascend from zero to its length.", nameof(frames));
            }

            last = frame.At;
            if (kept.Count == 0 || !kept[^1].Frame.SameAs(frame.Frame))
            {
                kept.Add(frame with { At = kept.Count == 0 ? TimeSpan.Zero : frame.At });
            }
        }

        (Title, Frames, Length) = (FrameRun.Safe(title), kept.Count > 0 ? kept : throw new ArgumentException("A film needs at least one frame.", nameof(frames)), length);
    }

    /// <summary>A description.</summary>
    public string Title { get; }

    /// <summary>The frames; each differs from the one before.</summary>
    public IReadOnlyList<FilmFrame> Frames { get; }

    /// <summary>The time until the film ends; the last frame stands until then.</summary>
    public TimeSpan Length { get; }

    /// <summary>Columns.</summary>
    public int Width => Frames[0].Frame.Width;

    /// <summary>Rows.</summary>
    public int Height => Frames[0].Frame.Height;

    /// <summary>The film in a form.</summary>
    public string Write(FilmForm form) => form switch
    {
        FilmForm.Cast => FilmCast.Write(this),
        FilmForm.Html => FilmPage.Write(this),
        _ => WriteSvg(),
    };

    /// <summary>The film with at most one change of the screen in a period.</summary>
    public Film Thinned(TimeSpan period)
    {
        var kept = new List<FilmFrame>();
        foreach (var frame in Frames)
        {
            // A change within a period shows at its end, so that the last one before a pause is seen.
            var at = TimeSpan.FromTicks((frame.At.Ticks + period.Ticks - 1) / period.Ticks * period.Ticks);
            if (kept.Count > 0 && kept[^1].At == at)
            {
                kept.RemoveAt(kept.Count - 1);
            }

            kept.Add(frame with { At = at < Length ? at : Length });
        }

        return new Film(Title, kept, Length);
    }

    private string WriteSvg()
    {
        var svg = FilmSvg.Write(this);
        for (var period = TimeSpan.FromMilliseconds(250); svg.Length > MostSvgBytes / 2 && System.Text.Encoding.UTF8.GetByteCount(svg) > MostSvgBytes; period *= 1.5)
        {
            var thinned = Thinned(period);
            svg = FilmSvg.Write(thinned);
            if (thinned.Frames.Count <= FewestFrames)
            {
                break;
            }
        }

        return svg;
    }
}
