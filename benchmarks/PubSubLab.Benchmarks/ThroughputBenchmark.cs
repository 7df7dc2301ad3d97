using PubSubLab.Benchmarks.Brokers;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks;

/// <summary>Publish to handler through a real socket, 100-byte messages, raw stubs, 500 a batch, acks on the stream.</summary>
internal sealed class ThroughputBenchmark : IBenchmark
{
    private const int Messages = 200_000;
    private const int Rounds = 6;

    public string Name => "throughput";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        foreach (var streams in new[] { 1, 2, 4 })
        {
            var (ceiling, ours) = await MeasureInTurnsAsync(streams, cancellation);
            report.Add(Name, $"ceiling, {streams} streams", ceiling.Rate, "msg/s");
            report.Add(Name, $"ours, {streams} streams", ours.Rate, "msg/s");
            report.Add(Name, $"ours / ceiling, {streams} streams", ours.Rate / ceiling.Rate, "x", "at least 0.5", ours.Rate / ceiling.Rate >= 0.5);
            report.Add(Name, $"processor time of the ceiling, {streams} streams", ceiling.Cpu, "us/msg");
            report.Add(Name, $"processor time of ours, {streams} streams", ours.Cpu, "us/msg");
            if (await BrokerProcess.TryStartGoogleAsync(cancellation) is { } google)
            {
                await using (google)
                {
                    using var client = new RawClient(google.Endpoint);
                    var theirs = 0.0;
                    for (var i = 0; i < 3; i++)
                    {
                        theirs = Math.Max(theirs, await RawLoad.MeasureAsync(client, streams, 4_000 * streams, cancellation));
                    }

                    report.Add(Name, $"Google's emulator, {streams} streams", theirs, "msg/s");
                    var target = streams switch { 1 => 40, 4 => 25, _ => 0 };
                    report.Add(Name, $"ours / Google's, {streams} streams", ours.Rate / theirs, "x", target == 0 ? null : $"at least {target}", target == 0 ? null : ours.Rate / theirs >= target);
                }
            }
        }
    }

    /// <summary>The best round of each, measured in turns, so that what else happens on the machine meets both; and what a message costs the broker.</summary>
    private static async Task<((double Rate, double Cpu) Ceiling, (double Rate, double Cpu) Ours)> MeasureInTurnsAsync(int streams, CancellationToken cancellation)
    {
        await using var first = await BrokerProcess.StartOursAsync("ceiling");
        await using var second = await BrokerProcess.StartOursAsync();
        return await MeasureInTurnsAsync(first, second, streams, cancellation);
    }

    /// <summary>The same for any two.</summary>
    internal static async Task<((double Rate, double Cpu) First, (double Rate, double Cpu) Second)> MeasureInTurnsAsync(
        BrokerProcess first, BrokerProcess second, int streams, CancellationToken cancellation)
    {
        using var ceiling = new Subject(first);
        using var ours = new Subject(second);
        await ceiling.RunAsync(streams, isCounted: false, cancellation);
        await ours.RunAsync(streams, isCounted: false, cancellation);
        for (var i = 0; i < Rounds; i++)
        {
            await ceiling.RunAsync(streams, isCounted: true, cancellation);
            await ours.RunAsync(streams, isCounted: true, cancellation);
        }

        return (ceiling.Figures, ours.Figures);
    }

    private sealed class Subject(BrokerProcess broker) : IDisposable
    {
        private readonly RawClient _client = new(broker.Endpoint);
        private double _best;
        private TimeSpan _cpu;
        private int _rounds;

        public (double Rate, double Cpu) Figures => (_best, _cpu.TotalMicroseconds / ((double)_rounds * Messages));

        public async Task RunAsync(int streams, bool isCounted, CancellationToken cancellation)
        {
            var before = broker.Cpu;
            var rate = await RawLoad.MeasureAsync(_client, streams, Messages, cancellation);
            if (isCounted)
            {
                _best = Math.Max(_best, rate);
                _cpu += broker.Cpu - before;
                _rounds++;
            }
        }

        public void Dispose() => _client.Dispose();
    }
}
