using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Broker;

/// <summary>A fault that can be switched on, with how much of it.</summary>
internal sealed class FaultChoice
{
    private readonly LabSession _session;
    private readonly Notices _notices;
    private readonly IReadOnlyList<string> _amounts;
    private readonly Func<IFaultControl, int, string> _switchOn;
    private int _index;

    private FaultChoice(LabSession session, Notices notices, string title, string lesson, IReadOnlyList<string> amounts, Func<IFaultControl, int, string> switchOn)
    {
        (_session, _notices, Title, Lesson, _amounts, _switchOn) = (session, notices, title, lesson, amounts, switchOn);
    }

    /// <summary>Its name without the amount.</summary>
    public string Title { get; }

    /// <summary>Its lesson.</summary>
    public string Lesson { get; }

    /// <summary>Its amount; null for none.</summary>
    public string? Amount => _amounts.Count > 0 ? _amounts[_index] : null;

    /// <summary>The next amount.</summary>
    public void Turn(int by) => _index = _amounts.Count == 0 ? 0 : (_index + by + _amounts.Count) % _amounts.Count;

    /// <summary>Switches it on; the log says so, so that a later reader knows why.</summary>
    public void SwitchOn()
    {
        try
        {
            var what = _switchOn(_session.Ports.Faults!, _index);
            _session.Journal.Append(LabEventKind.Note, data: new Reason(what));
            _notices.Say(what);
        }
        catch (LabException e)
        {
            _notices.Fail(e.Message);
        }
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FaultChoice> All(LabSession session, Notices notices)
    {
        int[] counts = [1, 5, 20];
        TimeSpan[] delays = [TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.Zero];
        var subscription = session.Options.Subscription;
        var choices = new List<FaultChoice>
        {
            new(
                session, notices, "Delay every response to workers by", "Messages reach workers late; outstanding messages are not affected. Latency is not loss.",
                [.. delays.Select(d => d == TimeSpan.Zero ? "nothing" : Durations.Format(d))],
                (f, i) =>
                {
                    f.Delay(delays[i]);
                    return delays[i] == TimeSpan.Zero ? "Fault off: responses are not delayed any more." : $"Fault on: responses to workers wait {Durations.Format(delays[i])}.";
                }),
            new(
                session, notices, "Lose the next acks", "The worker has done the work and said so; the broker never hears it. When the lease ends the message comes again, so handlers must be idempotent.",
                [.. counts.Select(c => $"{c}")],
                (f, i) =>
                {
                    f.DropAcks(counts[i]);
                    return $"Fault on: the next {(counts[i] == 1 ? "ack is" : $"{counts[i]} acks are")} lost on {(counts[i] == 1 ? "its" : "their")} way.";
                }),
            new(
                session, notices, "Deliver the next messages twice", "At-least-once delivery allows it: the same message id, twice. Exactly-once delivery is what rules it out.",
                [.. counts.Select(c => $"{c}")],
                (f, i) =>
                {
                    f.Duplicate(counts[i]);
                    return $"Fault on: the next {(counts[i] == 1 ? "delivery arrives" : $"{counts[i]} deliveries arrive")} twice.";
                }),
            new(
                session, notices, $"Break the streams of {subscription}", "The service closes streams now and then; a client opens them again, and leases stay as they were.", [],
                (f, _) =>
                {
                    var broken = f.BreakStreams(subscription);
                    return broken == 0 ? $"Nobody has a stream on {subscription}; nothing was broken." : $"Fault: {broken} {(broken == 1 ? "stream" : "streams")} of {subscription} broken off.";
                }),
        };
        foreach (var method in session.Ports.Faults?.Methods ?? [])
        {
            choices.Add(new(
                session, notices, $"Fail the next calls of {method}", "They answer UNAVAILABLE, and clients try again with backoff. An ack is tried five times; then it is given up, and its message comes again when the lease ends.", [.. counts.Select(c => $"{c}")],
                (f, i) =>
                {
                    f.FailCalls(method, counts[i]);
                    return $"Fault on: the next {(counts[i] == 1 ? $"call of {method} fails" : $"{counts[i]} calls of {method} fail")} with UNAVAILABLE.";
                }));
        }

        choices.Add(new(
            session, notices, "Everything works again", "Takes back every fault that has not happened yet.", [],
            (f, _) =>
            {
                f.Clear();
                return "All faults are off.";
            }));
        return choices;
    }
}
