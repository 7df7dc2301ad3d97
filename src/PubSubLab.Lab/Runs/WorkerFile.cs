using System.Text.Json;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Runs;

/// <summary>The workers of a run with their settings, in a file that is whole at every moment.</summary>
internal sealed class WorkerFile(string path)
{
    private const int Newest = 1;

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    };

    private string? _written;

    /// <summary>Whether a newer program wrote it, so that this one must not.</summary>
    public bool IsNewer { get; private set; }

    /// <summary>Reads the workers. Whatever the file contains, the lab opens.</summary>
    /// <param name="problem">A sentence where it cannot be read; else null.</param>
    /// <returns>The workers; null where there is no such file.</returns>
    public IReadOnlyList<WorkerSpec>? Read(out string? problem)
    {
        problem = null;
        try
        {
            var kept = JsonSerializer.Deserialize<KeptWorkers>(File.ReadAllText(path), s_options) ?? throw new JsonException("it is empty");
            IsNewer = kept.Version > Newest;
            if (!IsNewer)
            {
                return [.. kept.Workers.Select(static worker => worker.ToSpec())];
            }

            problem = $"{Path.GetFileName(path)} has version {kept.Version}, and this program reads version {Newest}. It is left as it is; use the newer pubsublab to respawn its workers.";
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or LabException or OverflowException)
        {
            problem = $"{Path.GetFileName(path)} cannot be read, so the workers of the earlier run are not known: {(e is JsonException json ? JsonErrors.SayOfLine(json) : e.Message)} Spawn new ones.";
        }

        return [];
    }

    /// <summary>Writes the workers where they have changed.</summary>
    /// <exception cref="IOException">They cannot be written; what was there stays.</exception>
    /// <exception cref="UnauthorizedAccessException">They cannot be written; what was there stays.</exception>
    public void Write(IReadOnlyList<WorkerSpec> workers)
    {
        var text = JsonSerializer.Serialize(new KeptWorkers(Newest, [.. workers.Select(KeptWorker.Of)]), s_options);
        if (IsNewer || text == _written)
        {
            return;
        }

        var beside = path + ".new";
        File.WriteAllText(beside, text);
        File.Move(beside, path, overwrite: true);
        _written = text;
    }

    private sealed record KeptWorkers(int Version, IReadOnlyList<KeptWorker> Workers);

    private sealed record KeptWorker(
        string? Name, string Handler, IReadOnlyList<string> Users, string? Subscription, int MaxInFlight, string? PoisonAttribute, double AckDeadlineSeconds)
    {
        public static KeptWorker Of(WorkerSpec spec) => new(
            spec.Name, spec.Handler, [.. spec.Accepts.UserIds], spec.Subscription, spec.MaxInFlight, spec.PoisonAttribute, spec.AckDeadline.TotalSeconds);

        public WorkerSpec ToSpec() => new()
        {
            Name = Name, Handler = Handler, Accepts = Users.Count == 0 ? AcceptanceRule.Everything : AcceptanceRule.Users(Users), Subscription = Subscription,
            MaxInFlight = MaxInFlight, PoisonAttribute = PoisonAttribute, AckDeadline = TimeSpan.FromSeconds(AckDeadlineSeconds),
        };
    }
}
