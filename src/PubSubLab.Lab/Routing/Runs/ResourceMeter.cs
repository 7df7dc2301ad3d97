namespace PubSubLab.Lab.Routing;

/// <summary>What this process used since the meter was made.</summary>
internal sealed class ResourceMeter
{
    private const double MiB = 1 << 20;

    private readonly TimeSpan _cpuBefore = Cpu;
    private readonly Lock _gate = new();

    /// <summary>CPU time.</summary>
    public double CpuSeconds => (Cpu - _cpuBefore).TotalSeconds;

    /// <summary>The largest working set that was sampled.</summary>
    public double PeakMiB { get; private set; }

    /// <summary>Looks at the memory.</summary>
    public void Sample()
    {
        lock (_gate)
        {
            PeakMiB = Math.Max(PeakMiB, Environment.WorkingSet / MiB);
        }
    }

    private static TimeSpan Cpu
    {
        get
        {
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            return process.TotalProcessorTime;
        }
    }
}
