using System.Runtime.ExceptionServices;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>Ends each part of a run: one that fails to end keeps no other from its end.</summary>
internal static class EachEnd
{
    /// <summary>Disposes of all in their order, and throws the first failure then.</summary>
    public static async ValueTask DisposeAsync(IReadOnlyList<IAsyncDisposable> parts)
    {
        ExceptionDispatchInfo? failure = null;
        foreach (var part in parts)
        {
            try
            {
                await part.DisposeAsync();
            }
            catch (Exception e)
            {
                failure ??= ExceptionDispatchInfo.Capture(e);
            }
        }

        failure?.Throw();
    }
}
