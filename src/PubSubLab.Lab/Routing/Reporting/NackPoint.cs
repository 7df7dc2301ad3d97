namespace PubSubLab.Lab.Routing;

/// <summary>One measured point of the curve of deliveries over workers.</summary>
/// <param name="Workers">Workers on one subscription.</param>
/// <param name="Messages">Useful messages.</param>
/// <param name="Measured">Deliveries per useful message.</param>
/// <param name="AtRandom">What theory says at random.</param>
/// <param name="InTurn">What theory says in turn.</param>
/// <param name="ErrorAtRandom">Standard error of the measured figure, at random.</param>
/// <param name="ErrorInTurn">Standard error of the measured figure, in turn.</param>
public sealed record NackPoint(int Workers, int Messages, double Measured, double AtRandom, double InTurn, double ErrorAtRandom, double ErrorInTurn)
{
    /// <summary>The straight line through measured points, by least squares: deliveries = <c>Offset + Slope x workers</c>.</summary>
    public static (double Offset, double Slope) Fit(IReadOnlyList<NackPoint> points)
    {
        var meanX = points.Average(p => p.Workers);
        var meanY = points.Average(p => p.Measured);
        var slope = points.Sum(p => (p.Workers - meanX) * (p.Measured - meanY)) / points.Sum(p => (p.Workers - meanX) * (p.Workers - meanX));
        return (meanY - (slope * meanX), slope);
    }
}
