using System.Globalization;
using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;

namespace PubSubLab.Backends;

/// <summary>Workers of Python's Celery with the tasks of <c>samples/celery_app.py</c>, where Celery is installed for the system's Python.</summary>
/// <param name="settings">Reads the sample's settings: the broker, results, transport options. An address that cannot be read fails a start and no more.</param>
internal sealed class PythonFleet(Func<IReadOnlyDictionary<string, string>> settings) : IForeignFleet
{
    /// <inheritdoc/>
    public async Task<IForeignWorker> StartAsync(string queue, CancellationToken cancellation)
    {
        var worker = new PythonWorker(new Dictionary<string, string>(settings()) { ["QUEUE"] = queue, ["SLOW_HANDLER_SECONDS"] = 0.2.ToString(CultureInfo.InvariantCulture) });
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
