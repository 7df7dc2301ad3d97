namespace PubSubLab.Lab.Workers;

/// <summary>The workers that the last run of the lab had at its end, until a person respawns or forgets them. Safe to use from any thread.</summary>
public sealed class EarlierWorkers
{
    private readonly Lock _gate = new();
    private List<WorkerSpec> _specs = [];

    /// <summary>The workers that were neither respawned nor forgotten.</summary>
    public IReadOnlyList<WorkerSpec> Read()
    {
        lock (_gate)
        {
            return [.. _specs];
        }
    }

    /// <summary>Offers the workers of the last run.</summary>
    public void Offer(IEnumerable<WorkerSpec> specs)
    {
        lock (_gate)
        {
            _specs = [.. specs];
        }
    }

    /// <summary>Forgets them.</summary>
    public void Forget() => Offer([]);

    /// <summary>Spawns them under their names, or under the next free one where a worker has that name now.</summary>
    /// <returns>The spawned workers.</returns>
    /// <exception cref="LabException">Some could not be spawned, which the message says; they stay here.</exception>
    public async Task<IReadOnlyList<Worker>> RespawnAsync(WorkerPool pool, CancellationToken cancellation)
    {
        var (spawned, failures) = (new List<Worker>(), new List<string>());
        foreach (var spec in Read())
        {
            try
            {
                var isTaken = pool.Workers.Any(w => w.Name == spec.Name && w.ReadStatus().IsAlive);
                spawned.Add(await pool.SpawnAsync(isTaken ? spec with { Name = null } : spec, cancellation));
            }
            catch (LabException e)
            {
                failures.Add($"{spec.Name} was not respawned: {e.Message}");
                continue;
            }

            lock (_gate)
            {
                _specs.Remove(spec);
            }
        }

        return failures.Count == 0 ? spawned : throw new LabException(string.Join(' ', failures));
    }
}
