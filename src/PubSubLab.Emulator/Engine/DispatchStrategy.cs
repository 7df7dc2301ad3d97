namespace PubSubLab.Emulator.Engine;

/// <summary>Which consumer with room gets a message: the choice that the service leaves open.</summary>
internal abstract class DispatchStrategy
{
    public static DispatchStrategy Create(DispatchOrder order, int seed) =>
        order == DispatchOrder.Random ? new RandomStrategy(seed) : new RoundRobinStrategy();

    /// <summary>
    /// Picks an open consumer; there is one. <paramref name="cursor"/> is where the subscription's round stands,
    /// <paramref name="last"/> who had the message before.
    /// </summary>
    public abstract Consumer Pick(List<Consumer> consumers, ref int cursor, Consumer? last);

    /// <summary>
    /// New messages go round; a message that comes back goes on from the consumer that had it, so that each meets all
    /// consumers before it meets one twice.
    /// </summary>
    private sealed class RoundRobinStrategy : DispatchStrategy
    {
        public override Consumer Pick(List<Consumer> consumers, ref int cursor, Consumer? last)
        {
            if (last is { Index: >= 0 })
            {
                var after = last.Index;
                return Scan(consumers, ref after);
            }

            return Scan(consumers, ref cursor);
        }

        private static Consumer Scan(List<Consumer> consumers, ref int at)
        {
            for (var i = 0; i < consumers.Count; i++)
            {
                at = (at + 1) % consumers.Count;
                if (consumers[at].IsOpen)
                {
                    return consumers[at];
                }
            }

            throw new InvalidOperationException("No consumer has room.");
        }
    }

    private sealed class RandomStrategy(int seed) : DispatchStrategy
    {
        // A generator of our own, because the sequence of System.Random is not promised to stay; never used as a secret.
        private ulong _state = unchecked((ulong)seed + 0x9E3779B97F4A7C15);

        public override Consumer Pick(List<Consumer> consumers, ref int cursor, Consumer? last)
        {
            var open = 0;
            foreach (var consumer in consumers)
            {
                open += consumer.IsOpen ? 1 : 0;
            }

            var skip = (int)(NextNumber() % (ulong)open);
            foreach (var consumer in consumers)
            {
                if (consumer.IsOpen && skip-- == 0)
                {
                    return consumer;
                }
            }

            throw new InvalidOperationException("No consumer has room.");
        }

        // SplitMix64 (Steele, Lea, Flood 2014).
        private ulong NextNumber()
        {
            _state += 0x9E3779B97F4A7C15;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
