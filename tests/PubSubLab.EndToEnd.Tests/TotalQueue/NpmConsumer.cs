using System.Diagnostics;
using System.Globalization;
using Google.Cloud.PubSub.V1;

namespace PubSubLab.TotalQueue;

/// <summary>Google's Node.js client in a process of its own, which is killed for real.</summary>
internal sealed class NpmConsumer : IQueueConsumer
{
    private readonly string _name;
    private readonly Ledger _ledger;
    private readonly CuttingProxy _proxy;
    private readonly Process _process;
    private readonly Task _reading;
    private readonly Task<string> _errors;

    public NpmConsumer(string name, string endpoint, SubscriptionName subscription, Ledger ledger, int seed, int nackPercent, QueueKind kind, string folder)
    {
        (_name, _ledger) = (name, ledger);
        _proxy = new CuttingProxy(endpoint);
        _process = Process.Start(new ProcessStartInfo(
            "node", ["consumer.js", subscription.ToString(), $"{seed}", $"{nackPercent}", kind == QueueKind.ExactlyOnce ? "confirm" : "plain"])
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            Environment = { ["PUBSUB_EMULATOR_HOST"] = _proxy.Endpoint },
        })!;
        _errors = _process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    public void Reset()
    {
        _ledger.Disturbed(_name);
        _proxy.Cut();
        _ledger.Disturbed(_name);
    }

    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();

        // Its output is complete before the next consumer starts.
        await _reading;
        _ledger.Disturbed(_name);
        await _proxy.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        await _errors;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is not [var what, var number, var id, var key])
            {
                // The end of a process that was killed while it wrote.
                continue;
            }

            var index = int.Parse(number, CultureInfo.InvariantCulture);
            switch (what)
            {
                case "received":
                    _ledger.Received(_name, index, id, key);
                    break;
                case "nacks":
                    _ledger.Returned(index, id);
                    break;
                case "acks":
                    _ledger.Acked(_name, index);
                    break;
                case "confirmed":
                    _ledger.Confirmed(index, id);
                    break;
                default:
                    throw new InvalidOperationException($"The npm consumer said '{line}'.");
            }
        }
    }
}
