using System.Globalization;
using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;

namespace PubSubLab.Backends;

/// <summary>Workers of Python's Celery with the tasks of <c>samples/celery_app.py</c>, where Celery is installed for the system's Python.</summary>
/// <param name="settings">Reads the sample's settings: the broker, results, transport options. An address that cannot be read fails a start and no more.</param>
internal sealed class PythonFleet(Func<IReadOnlyDictionary<string, string>> settings) : IForeignFleet
{
    // The person's own, then the system's, which a distribution's packages belong to.
    private static readonly string[] s_pythons = ["python3", "/usr/bin/python3"];

    /// <inheritdoc/>
    public async Task<IForeignWorker> StartAsync(string queue, CancellationToken cancellation)
    {
        var environment = new Dictionary<string, string>(settings()) { ["QUEUE"] = queue, ["SLOW_HANDLER_SECONDS"] = 0.2.ToString(CultureInfo.InvariantCulture) };
        var failures = new List<string>();
        foreach (var python in s_pythons)
        {
            try
            {
                return await StartAsync(python, environment, cancellation);
            }
            catch (LabException e)
            {
                failures.Add(e.Message);
            }
        }

        throw new LabException($"{string.Join(" ", failures)} Install Celery (Debian: apt-get install celery python3-redis).");
    }

    private static async Task<PythonWorker> StartAsync(string python, IReadOnlyDictionary<string, string> environment, CancellationToken cancellation)
    {
        var worker = new PythonWorker(python, environment);
        try
        {
            await worker.StartAsync(cancellation);
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }
}
