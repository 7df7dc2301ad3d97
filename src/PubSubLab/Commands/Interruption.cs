using System.Runtime.InteropServices;
using PubSubLab.Lab;
using PubSubLab.Output;

namespace PubSubLab.Commands;

/// <summary>
/// Ctrl+C, SIGTERM, SIGHUP and SIGQUIT for a verb: the first cancels it and leaves it some time to finish outstanding work, the
/// second ends the process as it would have without us. Watched from before the verb begins, which System.CommandLine's own handler
/// is not: it is there only after the verb's first wait, and a script may send SIGTERM as soon as it has read a first line.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>An end that takes longer than this is worth a line.</summary>
    private static readonly TimeSpan s_unnoticed = TimeSpan.FromSeconds(1);

    // Signals are the process's, and so is their receiver.
    private static Action<PosixSignal>? s_receiver;

    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _patience;
    private readonly PosixSignalRegistration[] _watched;

    /// <summary>Watches from now on.</summary>
    /// <param name="patience">Time limit for the verb's end.</param>
    public Interruption(TimeSpan patience)
    {
        _patience = patience;
        _watched =
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(s => PosixSignalRegistration.Create(s, Take)),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>The first signal; null where none came.</summary>
    public PosixSignal? Signal { get; private set; }

    /// <summary>Gives all signals to a receiver, such as the program that this process runs, until the result is disposed.</summary>
    public static IDisposable PassTo(Action<PosixSignal> receiver)
    {
        s_receiver = receiver;
        return new Passing();
    }

    /// <summary>Waits for the verb.</summary>
    /// <returns>Its exit code, or <see cref="ExitCodes.Failed"/> where it does not end after a signal.</returns>
    public async Task<int> WaitAsync(Task<int> verb)
    {
        if (await Task.WhenAny(verb, _came.Task) != verb && !await EndsAsync(verb, s_unnoticed))
        {
            await Console.Error.WriteLineAsync($"Finishing outstanding work, for at most {Durations.Format(_patience)}; Ctrl+C again ends it at once.");
            if (!await EndsAsync(verb, _patience - s_unnoticed))
            {
                await Console.Error.WriteLineAsync($"Still at work {Durations.Format(_patience)} after the signal; ended now.");
                return ExitCodes.Failed;
            }
        }

        return await verb;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var watched in _watched)
        {
            watched.Dispose();
        }
    }

    private void Take(PosixSignalContext signal)
    {
        if (s_receiver is { } receiver)
        {
            signal.Cancel = true;
            receiver(signal.Signal);
            return;
        }

        signal.Cancel = _came.TrySetResult();
        if (signal.Cancel)
        {
            Signal = signal.Signal;
            _cancellation.Cancel();
        }
    }

    private static async Task<bool> EndsAsync(Task verb, TimeSpan within) =>
        await Task.WhenAny(verb, Task.Delay(within, TimeProvider.System)) == verb;

    private sealed class Passing : IDisposable
    {
        public void Dispose() => s_receiver = null;
    }
}
