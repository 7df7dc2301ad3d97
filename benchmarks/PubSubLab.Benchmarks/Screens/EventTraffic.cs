using System.Text;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Benchmarks.Screens;

/// <summary>
/// What a busy lab tells its journal, without a broker: tasks with a body and two attributes are published, delivered to one of four workers,
/// and acknowledged a little later, one in fifty after a nack. So most tasks have three events. The same each time.
/// </summary>
internal sealed class EventTraffic
{
    private const int InHand = 32;
    private const int Users = 1_000;
    private const string Topic = "lab-tasks";
    private const string Subscription = "lab-tasks-sub";
    private static readonly string[] s_workers = ["client a1", "client b2", "client c3", "client d4"];

    private readonly LabJournal _journal;
    private readonly Queue<(MessageFacts Facts, string Worker)> _inHand = new();
    private readonly Queue<MessageFacts> _given = new();
    private MessageFacts? _published;
    private int _number;
    private int _answers;

    public EventTraffic(LabJournal journal)
    {
        _journal = journal;
        foreach (var worker in s_workers)
        {
            journal.Append(LabEventKind.StreamOpened, worker, Subscription, new StreamPeer("127.0.0.1:40000", "grpc-dotnet/2.85.0"));
        }
    }

    /// <summary>Lets one more thing happen.</summary>
    public void Next()
    {
        if (_published is { } published)
        {
            _published = null;
            Deliver(published);
        }
        else if (_inHand.Count >= InHand)
        {
            Answer();
        }
        else if (_given.TryDequeue(out var given))
        {
            Deliver(given);
        }
        else
        {
            Publish();
        }
    }

    private void Publish()
    {
        _number++;
        var facts = new MessageFacts(
            $"{10_000_000_000 + _number}", Topic, Encoding.UTF8.GetBytes($$"""{"task_id":"{{_number}}","foo":"bar","x":1.33,"y":true,"z":null}"""),
            new Dictionary<string, string> { ["user_id"] = $"user{_number % Users}", ["priority"] = _number % 10 == 0 ? "high" : "low" });
        _journal.Append(LabEventKind.Published, facts);
        _published = facts;
    }

    private void Deliver(MessageFacts facts)
    {
        var worker = s_workers[_number % s_workers.Length];
        _journal.Append(LabEventKind.Delivered, facts, worker, Subscription, attempt: 1);
        _inHand.Enqueue((facts, worker));
    }

    private void Answer()
    {
        var (facts, worker) = _inHand.Dequeue();
        if (++_answers % 50 == 0)
        {
            _journal.Append(LabEventKind.Nacked, facts, worker, Subscription, 1, new HandlerFailed("not for this worker"));
            _given.Enqueue(facts);
            return;
        }

        // Data of its own for every ack, as a worker makes it.
        _journal.Append(LabEventKind.Acked, facts, worker, Subscription, 1, Handled.In(TimeSpan.FromMicroseconds(900 + (_number % 4_000))));
    }
}
