using PubSubLab.Configuration;
using PubSubLab.Lab;

namespace PubSubLab.Commands;

/// <summary>Where a sentence of the lab is about what was written on the command line, it is wrong usage and not a failure.</summary>
internal static class Usage
{
    /// <summary>Takes something from the command line.</summary>
    /// <exception cref="SettingsException">The lab refused it.</exception>
    public static T Check<T>(Func<T> take)
    {
        try
        {
            return take();
        }
        catch (LabException e)
        {
            throw new SettingsException([e.Message]);
        }
    }

    /// <summary>Takes something from the command line that is not there at once.</summary>
    /// <exception cref="SettingsException">The lab refused it.</exception>
    public static async Task<T> CheckAsync<T>(Func<Task<T>> take)
    {
        try
        {
            return await take();
        }
        catch (LabException e)
        {
            throw new SettingsException([e.Message]);
        }
    }
}
