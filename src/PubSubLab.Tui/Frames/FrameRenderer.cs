using System.Text;

namespace PubSubLab.Tui.Frames;

/// <summary>Makes a still picture of a frame: SVG with real text, without any script.</summary>
public static class FrameRenderer
{
    /// <summary>The picture.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="title">A description for readers who cannot see it.</param>
    public static string ToSvg(ScreenFrame frame, string title)
    {
        var ground = FrameLook.GroundOf(frame);
        var (ink, content) = (new SvgInk(ground), new StringBuilder());
        for (var y = 0; y < frame.Height; y++)
        {
            ink.Append(content, frame, y, 0, frame.Width, 0, y);
            content.Append('\n');
        }

        return SvgInk.Close(SvgInk.Open(frame.Width, frame.Height, title).Append(ink.Style).Append("</style>\n"), ground, content);
    }
}
