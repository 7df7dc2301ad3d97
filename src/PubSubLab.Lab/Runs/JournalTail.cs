using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Recordings;

namespace PubSubLab.Lab.Runs;

/// <summary>The newest events that earlier runs wrote into a data directory.</summary>
/// <param name="Events">The events, oldest first.</param>
/// <param name="Problems">A sentence for each file that could not be read whole.</param>
/// <param name="IsNewer">Whether a newer program wrote them, so that this one must not.</param>
internal sealed record JournalTail(IReadOnlyList<RecordedEvent> Events, IReadOnlyList<string> Problems, bool IsNewer)
{
    /// <summary>Limit of the events that a lab opens with.</summary>
    public const int MostEvents = 10_000;

    private const int MostBytes = 2 * RunFiles.LargestJournal;

    /// <summary>Reads them. Whatever the files contain, the lab opens: unreadable lines are left out and said.</summary>
    public static JournalTail Read(RunFiles files)
    {
        var (events, problems, isNewer) = (new Queue<RecordedEvent>(), new List<string>(), false);
        var reader = new RecordingReader();
        foreach (var path in new[] { files.OlderJournal, files.Journal })
        {
            var bad = 0;
            try
            {
                var (end, isCut) = ReadEnd(path);
                var isFirst = true;
                foreach (var (line, ended) in RecordingLines.Read(() => end).Skip(isCut ? 1 : 0))
                {
                    try
                    {
                        Keep(events, reader.Read(line, isFirst && !isCut));
                    }
                    catch (NewerRecordingException)
                    {
                        throw;
                    }
                    catch (InvalidRecordingException)
                    {
                        // The last line of a lab that was killed has no end, which is no damage.
                        bad += ended ? 1 : 0;
                    }

                    isFirst = false;
                }
            }
            catch (NewerRecordingException e)
            {
                isNewer = true;
                problems.Add($"{Path.GetFileName(path)} is left as it is: {e.Message} This run's events are not kept.");
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                continue;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problems.Add($"{Path.GetFileName(path)} cannot be read, so the log begins without its events: {e.Message.TrimEnd('.')}. Make it readable.");
            }

            if (bad > 0)
            {
                problems.Add($"{Path.GetFileName(path)} is damaged: {(bad == 1 ? "1 line is no event and is" : $"{bad:N0} lines are no events and are")} left out of the log. Topics and messages are not in this file.");
            }
        }

        return new JournalTail([.. events], problems, isNewer);
    }

    private static void Keep(Queue<RecordedEvent> events, RecordedEvent? e)
    {
        if (e is null)
        {
            return;
        }

        events.Enqueue(e);
        if (events.Count > MostEvents)
        {
            events.Dequeue();
        }
    }

    // A file that grew in other hands may have any length, and a device has none.
    private static (Stream End, bool IsCut) ReadEnd(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var from = Math.Max(0, file.Length - MostBytes);
        file.Position = from;
        var bytes = new byte[MostBytes];
        return (new MemoryStream(bytes, 0, file.ReadAtLeast(bytes, MostBytes, throwOnEndOfStream: false)), from > 0);
    }
}
