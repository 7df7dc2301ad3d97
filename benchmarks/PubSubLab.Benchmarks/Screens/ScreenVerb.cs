using System.Globalization;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui;

namespace PubSubLab.Benchmarks.Screens;

/// <summary>
/// <c>--screen HELD RATE</c>: the lab's own screen over a journal that holds so many events and gets so many more a second from
/// <see cref="EventTraffic"/>, on a thread of the same process. <c>--no-screen HELD RATE</c>: the same without the screen, which is what has
/// to be taken off the first to know what the screen costs.
/// </summary>
internal static class ScreenVerb
{
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(5);

    public static async Task<int> RunAsync(bool screen, string held, string rate)
    {
        using var stop = new CancellationTokenSource();
        var journal = new LabJournal();
        var traffic = new EventTraffic(journal);
        while (journal.Appended < int.Parse(held, CultureInfo.InvariantCulture))
        {
            traffic.Next();
        }

        var producing = ProduceAsync(journal, traffic, double.Parse(rate, CultureInfo.InvariantCulture), stop.Token);
        await using var session = new LabSession(new SilentTransport(), journal);
        var code = 0;
        if (screen)
        {
            code = await LabScreen.RunAsync(session, new LabScreenOptions { ConfigFile = null }, stop.Token);
        }
        else
        {
            Console.WriteLine("started");
            await Console.In.ReadToEndAsync(stop.Token);
        }

        await stop.CancelAsync();
        await producing;
        return code;
    }

    private static async Task ProduceAsync(LabJournal journal, EventTraffic traffic, double rate, CancellationToken stop)
    {
        if (rate <= 0)
        {
            return;
        }

        // Against the start, so that a beat that came late is made up for.
        using var beats = new PeriodicTimer(s_beat);
        var (start, before) = (journal.Now, journal.Appended);
        try
        {
            while (await beats.WaitForNextTickAsync(stop))
            {
                var due = before + (long)((journal.Now - start).TotalSeconds * rate);
                while (journal.Appended < due)
                {
                    traffic.Next();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }
}
