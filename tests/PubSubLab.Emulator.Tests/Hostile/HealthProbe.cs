namespace PubSubLab.Emulator.Tests.Hostile;

/// <summary>Asks for health on a new connection again and again, and counts the answers that do not come within a second.</summary>
internal sealed class HealthProbe : IAsyncDisposable
{
    /// <summary>An attack is tried again where answers were missing: on a busy machine a second can pass without anybody's fault.</summary>
    private const int Tries = 4;

    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _address;
    private readonly Task _run;
    private readonly List<string> _failures = [];
    private int _answers;

    private HealthProbe(PubSubEmulator emulator)
    {
        _address = new Uri($"http://{emulator.Endpoint}/healthz");
        _run = Task.Run(RunAsync);
    }

    /// <summary>Asks while an attack goes on, and fails the test where answers are missing each time.</summary>
    public static async Task ShouldAnswerDuringAsync(PubSubEmulator emulator, string what, Func<Task> attack)
    {
        for (var left = Tries - 1; ; left--)
        {
            await using var probe = new HealthProbe(emulator);
            await attack();
            await probe.StopAsync();
            if (probe._failures.Count == 0 || left == 0)
            {
                probe._failures.ShouldBeEmpty(what);
                probe._answers.ShouldBeGreaterThan(0);
                return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    private async Task RunAsync()
    {
        do
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(1) };
            try
            {
                (await http.GetStringAsync(_address)).ShouldStartWith("Ok");
                _answers++;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
            {
                _failures.Add(e.Message);
            }
        }
        while (!await StopsAsync());
    }

    private async Task<bool> StopsAsync()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _stop.IsCancellationRequested;
    }
}
