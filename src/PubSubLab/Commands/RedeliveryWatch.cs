using System.Globalization;
using System.Threading.Channels;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Commands;

/// <summary>
/// Warns of messages that come back again and again, such as those that every worker nacks: without a retry policy they take all of a
/// worker's time. Each message is told once, at most one a minute.
/// </summary>
internal sealed class RedeliveryWatch : IJournalProjection
{
    /// <summary>Number of deliveries without an ack that is worth a warning.</summary>
    internal const int Many = 1_000;

    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly Channel<string> _warnings = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private TimeSpan _next = TimeSpan.MinValue;

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        if (e is not { Kind: LabEventKind.Delivered, Message: { } message })
        {
            return;
        }

        // The broker counts the attempts of other processes too, where the subscription has a dead-letter policy.
        var deliveries = Math.Max(message.Deliveries, e.Attempt);
        if (deliveries < Many || e.At < _next || !_told.Add(message.Id))
        {
            return;
        }

        _next = e.At + s_pause;
        _warnings.Writer.TryWrite(string.Create(
            CultureInfo.InvariantCulture,
            $"Message {message.Id} was delivered {deliveries:N0} times by {e.Subscription} and is not acknowledged. Let a worker accept it, or give the subscription a retry policy or a dead-letter topic."));
    }

    /// <summary>Prints the warnings as they come, until <see cref="End"/>.</summary>
    public async Task PrintAsync(TextWriter output)
    {
        await foreach (var warning in _warnings.Reader.ReadAllAsync())
        {
            await output.WriteLineAsync(warning);
        }
    }

    /// <summary>Ends the printing, after the warnings so far.</summary>
    public void End() => _warnings.Writer.TryComplete();
}
