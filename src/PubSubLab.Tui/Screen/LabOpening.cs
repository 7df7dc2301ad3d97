namespace PubSubLab.Tui.Screen;

/// <summary>Opens the lab while the screen shows itself already.</summary>
internal static class LabOpening
{
    /// <summary>Opens it. Where that fails, <paramref name="ending"/> is cancelled, so that the screen closes, and the error thrown.</summary>
    public static async Task RunAsync(Func<CancellationToken, Task> open, CancellationTokenSource ending)
    {
        try
        {
            await open(ending.Token);
        }
        catch (Exception) when (ending.IsCancellationRequested)
        {
            // The screen ended before the lab was open: whatever was broken off by that is no error.
        }
        catch
        {
            await ending.CancelAsync();
            throw;
        }
    }
}
