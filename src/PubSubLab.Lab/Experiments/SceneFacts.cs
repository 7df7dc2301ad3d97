using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Experiments;

/// <summary>A fold over the journal that records each message of one topic and its subscriptions.</summary>
public sealed class SceneFacts : IJournalProjection
{
    private readonly Lock _gate = new();
    private readonly string _topic;
    private readonly CaptionWatch? _captions;
    private readonly HashSet<string> _topics;
    private readonly HashSet<string> _subscriptions;
    private readonly Dictionary<LabMessage, MessageStory> _stories = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inHand;
    private long _seen;

    internal SceneFacts(string topic, IEnumerable<string> topics, IEnumerable<string> subscriptions, CaptionWatch? captions = null)
    {
        (_topic, _captions) = (topic, captions);
        _topics = [.. topics];
        _subscriptions = [.. subscriptions];
    }

    /// <summary>Messages the broker took.</summary>
    public int Published { get; private set; }

    /// <summary>Deliveries.</summary>
    public int Delivered { get; private set; }

    /// <summary>Acknowledgements.</summary>
    public int Acked { get; private set; }

    /// <summary>Nacks.</summary>
    public int Nacked { get; private set; }

    /// <summary>Messages with at least one acknowledgement.</summary>
    public int Done { get; private set; }

    /// <summary>Highest number of outstanding messages over all workers.</summary>
    public int MostInHand { get; private set; }

    /// <summary>Messages published and not acknowledged by anybody so far.</summary>
    public int Missing => Published - Done;

    /// <summary>Completes when the next event has been counted.</summary>
    internal TaskCompletionSource Changed
    {
        get
        {
            lock (_gate)
            {
                // A wait that gave up has completed it.
                return _changed.Task.IsCompleted ? _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : _changed;
            }
        }
    }

    /// <summary>Number of events in the scene.</summary>
    internal long Seen
    {
        get
        {
            lock (_gate)
            {
                return _seen;
            }
        }
    }

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        if (e.Message is null)
        {
            if (_subscriptions.Contains(e.Subscription ?? ""))
            {
                _captions?.Count(e.Kind);
            }

            return;
        }

        if (!(e.Kind == LabEventKind.Published ? _topics.Contains(e.Message.Topic) : _subscriptions.Contains(e.Subscription ?? "")))
        {
            return;
        }

        // A message on another topic of the scene, such as an answer, shows only that something goes on.
        var isCounted = e.Kind != LabEventKind.Published || e.Message.Topic == _topic;
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (isCounted)
            {
                if (!_stories.TryGetValue(e.Message, out var story))
                {
                    _stories.Add(e.Message, story = new MessageStory(e.Message));
                }

                Count(e, story);
            }

            _seen++;
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        if (isCounted)
        {
            _captions?.Count(e.Kind);
        }

        changed.TrySetResult();
    }

    /// <summary>Every message's story, in the order in which messages were first seen.</summary>
    public IReadOnlyList<MessageStory> ReadStories()
    {
        lock (_gate)
        {
            return [.. _stories.Values.Select(s => s.Copy()).OrderBy(s => s.Message.Number)];
        }
    }

    private void Count(in LabEvent e, MessageStory story)
    {
        story.Events.Add(e);
        switch (e.Kind)
        {
            case LabEventKind.Published:
                Published++;
                break;
            case LabEventKind.Delivered:
                Delivered++;
                story.Deliveries.Add(new StoryStep(e.Worker ?? "", e.At));
                MostInHand = Math.Max(MostInHand, ++_inHand);
                break;
            case LabEventKind.Acked:
                Acked++;
                _inHand--;
                story.Acks.Add(new StoryStep(e.Worker ?? "", e.At));
                Done += story.Acks.Count == 1 ? 1 : 0;
                break;
            case LabEventKind.Nacked:
                Nacked++;
                _inHand--;
                break;
            default:
                break;
        }
    }
}

/// <summary>One message's deliveries and acknowledgements.</summary>
public sealed record MessageStory(LabMessage Message)
{
    /// <summary>The deliveries with worker and time, in order.</summary>
    public List<StoryStep> Deliveries { get; private init; } = [];

    /// <summary>The acknowledgements with worker and time, in order.</summary>
    public List<StoryStep> Acks { get; private init; } = [];

    /// <summary>Everything that happened to it, in order.</summary>
    public List<LabEvent> Events { get; private init; } = [];

    /// <summary>Whether a killed worker had it. The broker may have given it to another by now.</summary>
    public bool WasHeldBy(string worker) =>
        Events.FindLast(e => e.Worker == worker && e.Kind is LabEventKind.Delivered or LabEventKind.Acked or LabEventKind.Nacked).Kind == LabEventKind.Delivered;

    /// <summary>The first delivery to another worker after the last one to this; null where there is none.</summary>
    public StoryStep? NextAfter(string worker) => Deliveries.FindLastIndex(d => d.Worker == worker) is var last and >= 0 ? Deliveries.Skip(last + 1).FirstOrDefault() : null;

    internal MessageStory Copy() => this with { Deliveries = [.. Deliveries], Acks = [.. Acks], Events = [.. Events] };
}

/// <summary>A worker and a moment on the journal's clock.</summary>
public sealed record StoryStep(string Worker, TimeSpan At);
