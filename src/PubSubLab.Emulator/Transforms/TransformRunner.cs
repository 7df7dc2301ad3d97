using PubSubLab.Transforms;

namespace PubSubLab.Emulator.Transforms;

/// <summary>
/// Runs functions in processes of their own. Functions that behave share one. A function that was slow or ended its process goes to the
/// second, where it waits for its like only.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="tell">Gets failures; null for nobody.</param>
/// <param name="holdsCallers">Whether a caller's thread waits for the process. Virtual time needs it: its clock must not go on meanwhile.</param>
internal sealed class TransformRunner(TimeProvider time, Action<string>? tell, bool holdsCallers = false) : IAsyncDisposable
{
    /// <summary>Messages of one turn; then others have theirs.</summary>
    private const int Turn = 64;

    private const int SlowTurn = 4;

    private static readonly TimeSpan s_toldAgain = TimeSpan.FromMinutes(1);

    private readonly TransformLane _prompt = new();
    private readonly TransformLane _slow = new();

    /// <summary>Ids of its processes.</summary>
    public IEnumerable<int> ProcessIds => new[] { _prompt.ProcessId, _slow.ProcessId }.OfType<int>();

    /// <summary>Most messages that a subscription hands over at once.</summary>
    public static int BatchOf(TransformChain chain) => chain.IsSlow ? SlowTurn : Turn;

    /// <summary>Checks the code of transforms, also of disabled ones.</summary>
    /// <exception cref="IOException">The process cannot be started.</exception>
    public async Task<TransformOutcome> CheckAsync(TransformChain chain, CancellationToken cancellation) =>
        (await RunAsync(chain, chain.All, [], steps: false, cancellation))[0];

    /// <summary>Puts messages through the transforms that are on; gives an outcome for each.</summary>
    /// <exception cref="IOException">The process cannot be started.</exception>
    public Task<IReadOnlyList<TransformOutcome>> RunAsync(TransformChain chain, IReadOnlyList<TransformMessage> messages, CancellationToken cancellation, bool steps = false) =>
        RunAsync(chain, chain.Functions, messages, steps, cancellation);

    /// <summary>Tells that a function failed; for each resource at most once a minute.</summary>
    /// <param name="chain">The transforms.</param>
    /// <param name="resource">The topic or subscription.</param>
    /// <param name="reason">The failure as a clause.</param>
    /// <param name="effect">The effect on the message, as a sentence.</param>
    public void Tell(TransformChain chain, string resource, string reason, string effect)
    {
        var now = time.GetUtcNow();
        if (tell is null || now < chain.TellsFrom)
        {
            return;
        }

        chain.TellsFrom = now + s_toldAgain;
        tell($"A message transform of {resource} fails: {reason}. {effect}");
    }

    public async ValueTask DisposeAsync()
    {
        await Held(EndAsync);

        async Task<bool> EndAsync()
        {
            await _prompt.DisposeAsync();
            await _slow.DisposeAsync();
            return true;
        }
    }

    private Task<IReadOnlyList<TransformOutcome>> RunAsync(
        TransformChain chain, IReadOnlyList<TransformFunction> functions, IReadOnlyList<TransformMessage> messages, bool steps, CancellationToken cancellation) =>
        Held(() => PassAsync(chain, functions, messages, steps, cancellation));

    // The work runs on the thread pool, so a caller's context does not wait for itself.
    private Task<T> Held<T>(Func<Task<T>> work)
    {
        if (!holdsCallers)
        {
            return work();
        }

        var run = Task.Run(work);
        ((IAsyncResult)run).AsyncWaitHandle.WaitOne();
        return run;
    }

    private async Task<IReadOnlyList<TransformOutcome>> PassAsync(
        TransformChain chain, IReadOnlyList<TransformFunction> functions, IReadOnlyList<TransformMessage> messages, bool steps, CancellationToken cancellation)
    {
        var outcomes = new List<TransformOutcome>(messages.Count);
        var last = Math.Max(messages.Count, 1);
        var ended = (At: -1, Times: 0);
        while (outcomes.Count < last)
        {
            var at = outcomes.Count;
            var part = messages.Skip(at).Take(BatchOf(chain)).ToArray();
            var again = ended.At == at;
            var lane = chain.IsSlow || again ? _slow : _prompt;
            var request = new TransformRequest(functions, part, time.GetUtcNow().UtcTicks, steps);
            var words = await lane.RunAsync(chain, request, outcomes, again, cancellation);
            if (words is null)
            {
                continue;
            }

            // It may have ended for another reason, so the message gets a second chance in a new process.
            ended = ended.At == outcomes.Count ? (ended.At, ended.Times + 1) : (outcomes.Count, 1);
            if (ended.Times == 2)
            {
                chain.IsSlow = true;
                outcomes.Add(TransformOutcome.Failure(0, $"ends the process that runs it{(words.Length > 0 ? $" ({words})" : "")}"));
            }
        }

        return outcomes;
    }
}
