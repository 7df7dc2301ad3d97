namespace PubSubLab.Lab.Routing;

/// <summary>
/// How many deliveries a message needs until it meets the one of W workers that keeps it. Drawn at random each time, the number
/// is geometric with p = 1/W: mean W, variance W(W-1). Dealt in turn from a random start, it is uniform on 1..W: mean (W+1)/2,
/// variance (W²-1)/12.
/// </summary>
public static class NackTheory
{
    /// <summary>The mean when each delivery goes to a worker drawn at random.</summary>
    public static double AtRandom(int workers) => workers;

    /// <summary>The mean when deliveries go round.</summary>
    public static double InTurn(int workers) => (workers + 1) / 2.0;

    /// <summary>The standard error of a mean over <paramref name="messages"/>, at random.</summary>
    public static double StandardErrorAtRandom(int workers, int messages) => Math.Sqrt((double)workers * (workers - 1) / Math.Max(1, messages));

    /// <summary>The standard error of a mean over <paramref name="messages"/>, in turn.</summary>
    public static double StandardErrorInTurn(int workers, int messages) => Math.Sqrt((((double)workers * workers) - 1) / 12 / Math.Max(1, messages));

    /// <summary>Which curve a measured mean follows, within three standard errors.</summary>
    public static (string? Curve, string Sentence) Nearest(int workers, int messages, double measured)
    {
        if (workers < 2 || messages == 0 || double.IsNaN(measured))
        {
            return (null, "too little was measured to tell them apart.");
        }

        var random = Math.Abs(measured - AtRandom(workers)) / StandardErrorAtRandom(workers, messages);
        var turn = Math.Abs(measured - InTurn(workers)) / StandardErrorInTurn(workers, messages);
        return (random <= 3, turn <= 3) switch
        {
            (true, false) => ("random", $"this backend follows the first, {random:0.0} standard errors off."),
            (false, true) => ("round-robin", $"this backend follows the second, {turn:0.0} standard errors off."),
            (true, true) => (null, "too few messages to tell which one this backend follows."),
            _ => (null, $"this backend follows neither ({random:0.0} and {turn:0.0} standard errors off)."),
        };
    }
}
