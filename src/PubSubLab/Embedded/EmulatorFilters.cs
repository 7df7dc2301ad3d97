using System.Text;
using PubSubLab.Emulator.Filters;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Embedded;

/// <summary>The emulator's own filter language for the screen: what it takes here, the emulator takes.</summary>
internal sealed class EmulatorFilters : IFilterChecker
{
    /// <inheritdoc/>
    public int MaximumBytes => Filter.MaximumBytes;

    /// <inheritdoc/>
    public FilterCheck Check(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        return Filter.TryParse(text, out var filter, out var error)
            ? new FilterCheck(bytes, null, null, filter.Matches)
            : new FilterCheck(bytes, error.Position, error.Reason, null);
    }
}
