namespace PubSubLab.Lab.Routing;

/// <summary>
/// What theory says about deliveries, for messages that each have a number k of workers behind their subscription: one of them keeps it.
/// <see cref="NackTheory"/> for each k, put together over all messages.
/// </summary>
public sealed record DeliveryTheory
{
    /// <summary>Deliveries per useful message where each goes to a worker drawn at random: the mean of k.</summary>
    public required double AtRandom { get; init; }

    /// <summary>Deliveries per useful message where they go in turn: the mean of (k + 1) / 2.</summary>
    public required double InTurn { get; init; }

    /// <summary>Standard error of the measured mean, at random: a sum of geometric counts, each of variance k(k - 1).</summary>
    public required double ErrorAtRandom { get; init; }

    /// <summary>Standard error of the measured mean, in turn: a sum of uniform counts, each of variance (k² - 1) / 12.</summary>
    public required double ErrorInTurn { get; init; }

    /// <summary>The share that a dead-letter policy loses at random, (1 - 1/k)^M on average; 0 without a policy.</summary>
    public required double DeadLetteredAtRandom { get; init; }

    /// <summary>The share that a dead-letter policy loses in turn, 1 - M/k on average; 0 without a policy.</summary>
    public required double DeadLetteredInTurn { get; init; }

    /// <summary>Theory for messages with these numbers of workers behind their subscriptions.</summary>
    /// <param name="workersBehind">k for each message, and how many messages have it.</param>
    /// <param name="maxAttempts">The dead-letter policy's attempts, null without one.</param>
    public static DeliveryTheory Of(IEnumerable<(int Workers, int Messages)> workersBehind, int? maxAttempts)
    {
        double n = 0, random = 0, turn = 0, randomVariance = 0, turnVariance = 0, randomLost = 0, turnLost = 0, kept = 0;
        foreach (var (k, messages) in workersBehind)
        {
            n += messages;
            var lost = maxAttempts is { } m ? Math.Pow(1 - (1.0 / k), m) : 0;
            randomLost += messages * lost;
            random += messages * (1 - lost) * NackTheory.AtRandom(k);
            kept += messages * (1 - lost);
            randomVariance += messages * (1 - lost) * Square(NackTheory.StandardErrorAtRandom(k, 1));
            var met = Math.Min(maxAttempts ?? k, k);
            turnLost += messages * (1 - ((double)met / k));
            turn += messages * (((double)met / k * NackTheory.InTurn(met)) + ((1 - ((double)met / k)) * met));
            turnVariance += messages * Square(NackTheory.StandardErrorInTurn(k, 1));
        }

        return new DeliveryTheory
        {
            AtRandom = kept > 0 ? random / kept : double.NaN,
            InTurn = n > turnLost ? turn / (n - turnLost) : double.NaN,
            ErrorAtRandom = kept > 0 ? Math.Sqrt(randomVariance) / kept : double.NaN,
            ErrorInTurn = n > 0 ? Math.Sqrt(turnVariance) / n : double.NaN,
            DeadLetteredAtRandom = n > 0 ? randomLost / n : 0,
            DeadLetteredInTurn = n > 0 ? turnLost / n : 0,
        };
    }

    /// <summary>Which curve a measured mean follows, within three standard errors (a right curve is missed in 0.3 % of runs), and how far off it is.</summary>
    public (string Curve, double Deviation) Nearest(double measured)
    {
        var random = Off(measured, AtRandom, ErrorAtRandom);
        var turn = Off(measured, InTurn, ErrorInTurn);
        return (random <= 3, turn <= 3) switch
        {
            (true, true) => ("both", Math.Min(random, turn)),
            (true, false) => ("random", random),
            (false, true) => ("in turn", turn),
            _ => ("neither", Math.Min(random, turn)),
        };
    }

    private static double Off(double measured, double mean, double error)
    {
        var distance = Math.Abs(measured - mean);
        return distance < 1e-9 ? 0 : error < 1e-9 ? double.PositiveInfinity : distance / error;
    }

    private static double Square(double value) => value * value;
}
