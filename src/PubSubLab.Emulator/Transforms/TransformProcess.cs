using System.ComponentModel;
using System.Diagnostics;
using PubSubLab.Transforms;

namespace PubSubLab.Emulator.Transforms;

/// <summary>A running process for functions. It ends when its input ends, so it does not outlive this one, however this one ends.</summary>
internal sealed class TransformProcess : IAsyncDisposable
{
    private readonly Process _process;
    private string? _lastWords;

    private TransformProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => _lastWords ??= line.Data;
        process.BeginErrorReadLine();
    }

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <exception cref="IOException">The system does not start it.</exception>
    public static TransformProcess Start()
    {
        var start = TransformProgram.Find();
        try
        {
            return new TransformProcess(Process.Start(start) ?? throw new IOException($"{start.FileName} was not started"));
        }
        catch (Win32Exception e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>Sends a request; false when the process is gone.</summary>
    public async Task<bool> SendAsync(byte[] frame)
    {
        try
        {
            var input = _process.StandardInput.BaseStream;
            await input.WriteAsync(frame);
            await input.FlushAsync();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The next outcome; null when the process is gone.</summary>
    /// <exception cref="OperationCanceledException">It did not come before the token was cancelled.</exception>
    public Task<TransformOutcome?> ReceiveAsync(CancellationToken cancellation) =>
        TransformFrames.ReadAsync(_process.StandardOutput.BaseStream, TransformOutcome.Read, cancellation);

    /// <summary>Ends it and says what it said last.</summary>
    public async Task<string> EndAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        return _lastWords?.TrimEnd('.') ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _process.Dispose();
    }
}
