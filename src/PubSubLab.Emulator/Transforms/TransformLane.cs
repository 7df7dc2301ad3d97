using PubSubLab.Transforms;

namespace PubSubLab.Emulator.Transforms;

/// <summary>One process for functions and the row of requests in front of it. The process starts with the first request.</summary>
internal sealed class TransformLane : IAsyncDisposable
{
    /// <summary>A function that takes so long is not to hold up others.</summary>
    private static readonly TimeSpan s_prompt = TimeSpan.FromMilliseconds(50);

    /// <summary>The process ends a function much earlier by itself.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _turn = new(1);
    private TransformProcess? _process;
    private bool _isDisposed;

    /// <summary>The process's id; null while there is none.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>Sends a request and collects its outcomes; to a new process where it is to be done afresh.</summary>
    /// <returns>The process's last words where it ended before the last outcome; else null.</returns>
    /// <exception cref="IOException">The process cannot be started.</exception>
    public async Task<string?> RunAsync(TransformChain chain, TransformRequest request, List<TransformOutcome> outcomes, bool afresh, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (afresh)
            {
                await ReplaceAsync();
            }

            var isReady = _process is not null;
            if (!isReady)
            {
                _process = TransformProcess.Start();
                isReady = await NextAsync(_process, chain) is not null;
            }

            var expected = Math.Max(request.Messages.Count, 1);
            if (isReady && await _process!.SendAsync(TransformFrames.Build(request.Write)))
            {
                while (expected > 0 && await NextAsync(_process!, chain) is { } outcome)
                {
                    outcomes.Add(outcome);
                    expected--;
                }
            }

            return expected == 0 ? null : await ReplaceAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        _isDisposed = true;
        await ReplaceAsync();
        _turn.Release();
    }

    private static async Task<TransformOutcome?> NextAsync(TransformProcess process, TransformChain chain)
    {
        using var limit = new CancellationTokenSource(s_patience);
        try
        {
            var outcome = await process.ReceiveAsync(limit.Token);
            chain.IsSlow |= outcome?.Processor > s_prompt;
            return outcome;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<string> ReplaceAsync()
    {
        if (_process is not { } old)
        {
            return "";
        }

        _process = null;
        var words = await old.EndAsync();
        await old.DisposeAsync();
        return words;
    }
}
