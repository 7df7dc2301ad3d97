using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Transports;

/// <summary>Topics and subscriptions that are made for a session and go with it. Safe to use from any thread.</summary>
internal sealed class TemporaryTopologies(ITransport transport, LabJournal journal) : IAsyncDisposable
{
    private static readonly TimeSpan s_removal = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Topology> _made = new(StringComparer.Ordinal);

    /// <summary>Makes a subscription, and its topic where it is named as one of the session's own; what is there already stays.</summary>
    /// <returns>Whether this session makes it for the first time.</returns>
    /// <exception cref="LabException">It could not be made.</exception>
    public async Task<bool> MakeAsync(SubscriptionSpec spec, bool withTopic, CancellationToken cancellation)
    {
        var topology = new Topology(withTopic ? [spec.Topic] : [], [spec]) { Temporary = true };
        bool isNew;
        lock (_gate)
        {
            // Before it is there: half of it may be when making the rest fails.
            isNew = _made.TryAdd(spec.Name, topology);
        }

        await transport.EnsureAsync(topology, cancellation);
        return isNew;
    }

    /// <summary>Removes a subscription that this session made, and its topic if the session made that too. Others stay.</summary>
    /// <exception cref="LabException">It could not be removed; the end of the session tries again.</exception>
    public async Task RemoveAsync(string subscription, CancellationToken cancellation)
    {
        Topology? made;
        lock (_gate)
        {
            made = _made.GetValueOrDefault(subscription);
        }

        if (made is not null)
        {
            await transport.RemoveAsync(made, cancellation);
            lock (_gate)
            {
                _made.Remove(subscription);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        List<KeyValuePair<string, Topology>> made;
        lock (_gate)
        {
            made = [.. _made];
        }

        foreach (var (name, topology) in made)
        {
            try
            {
                using var limit = new CancellationTokenSource(s_removal, journal.Time);
                await transport.RemoveAsync(topology, limit.Token);
            }
            catch (Exception e)
            {
                // After any error of a transport the subscription expires, 'cleanup' finds it, and the rest must still be removed.
                journal.Append(
                    LabEventKind.Error, data: new Reason($"{name} could not be removed, and expires in a day; 'pubsublab cleanup' removes it before: {e.Message}"));
            }
        }
    }
}
