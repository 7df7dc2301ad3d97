using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Names;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Rest;
using PubSubLab.Emulator.Topics;
using Subscription = PubSubLab.Emulator.Engine.Subscription;

namespace PubSubLab.Emulator.Control;

/// <summary><c>/emulator/v1/reset</c> and <c>/emulator/v1/state</c>: what the emulator has, taken out and put back.</summary>
internal sealed class StateControl(Broker broker, EmulatorReset reset)
{
    /// <summary>Bytes of messages in a state: in base64 they still fit into the body of a request.</summary>
    private const long LargestBacklog = 40 << 20;

    public Nothing Reset(ResetRequest request)
    {
        if (request.Project.Length == 0)
        {
            reset.Run();
        }
        else
        {
            broker.ResetProject(ControlApi.Checked("project", () => ProjectScope.Project(request.Project)));
        }

        return new Nothing();
    }

    public State Read(GetStateRequest request)
    {
        var projects = request.Project.Length > 0
            ? [ControlApi.Checked("project", () => ProjectScope.Project(request.Project))]
            : broker.Projects.Union(broker.Schemas.Projects, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var state = new State();
        var backlog = new SortedDictionary<long, BacklogEntry>();
        var bytes = 0L;
        foreach (var project in projects)
        {
            foreach (var schema in broker.Schemas.Newest($"projects/{project}"))
            {
                state.Schemas.Add(broker.Schemas.Revisions(schema.Resource.Name).Reverse().Select(static revision => revision.Resource));
            }

            var (topics, subscriptions) = broker.ResourcesOf(project);
            state.Topics.Add(topics.Select(static topic => topic.Resource));
            foreach (var subscription in subscriptions.Where(broker.HasTopic))
            {
                state.Subscriptions.Add(SubscriptionResource.Show(subscription, hasTopic: true));
                if (!request.TopologyOnly)
                {
                    Add(backlog, subscription, ref bytes);
                }
            }
        }

        state.Messages.Add(backlog.Values);
        return state;
    }

    /// <summary>Replaces everything by a state or by a topology file. What is refused changes nothing.</summary>
    public async Task PutAsync(HttpContext context)
    {
        var restore = context.Request.ContentType?.Contains("yaml", StringComparison.OrdinalIgnoreCase) == true
            ? Restore(Topology(await RestRequest.ReadBodyAsync(context)))
            : (Action<Broker, bool>)new StateRestore((State)await RestRequest.ReadAsync(context, State.Descriptor)).Run;
        // Tried first where nobody sees it.
        await using var trial = new Broker(broker.Options with { Observer = null, KeepHistory = false, OnLimitPassed = null, OnPressure = null, OnPushFailed = null });
        await broker.SchemaWork.RunAsync(
            () =>
            {
                restore(trial, true);
                reset.Empty();
                restore(broker, false);
                return true;
            },
            context.RequestAborted);
        await RestFormat.WithDefaults.WriteAsync(context.Response, Read(new GetStateRequest { TopologyOnly = true }));
    }

    private static Action<Broker, bool> Restore(EmulatorTopology topology) => (target, _) =>
    {
        try
        {
            topology.Create(target);
        }
        catch (TopologyException e)
        {
            throw Fail.Invalid($"The topology is refused: {e.Message}");
        }
    };

    private static EmulatorTopology Topology(ReadOnlyMemory<byte> body)
    {
        try
        {
            return EmulatorTopology.Parse(System.Text.Encoding.UTF8.GetString(body.Span));
        }
        catch (TopologyException e)
        {
            throw Fail.Invalid($"The topology is refused: {e.Message}");
        }
    }

    private static void Add(SortedDictionary<long, BacklogEntry> backlog, Subscription subscription, ref long bytes)
    {
        var host = TopicHost.Of(subscription);
        (StoredMessage Message, int Failures)[] waiting;
        using (host.Enter())
        {
            waiting = [.. subscription.Inspect().Select(static m => (m.Message, m.Failures))];
        }

        var first = Array.FindAll(waiting, m => !backlog.ContainsKey(m.Message.Id));
        bytes += first.Sum(static m => (long)m.Message.Size);
        if (bytes > LargestBacklog)
        {
            throw Fail.Exhausted($"The backlog has more than {LargestBacklog} bytes, and a state does not. Acknowledge messages, ask for one project, or add topologyOnly=true.");
        }

        var read = host.Read([.. first.Select(static m => m.Message)]);
        for (var i = 0; i < read.Count; i++)
        {
            if (read[i] is { } message)
            {
                backlog.Add(message.Id, new BacklogEntry { Message = PubsubMessage.Parser.ParseFrom(message.Wire) });
            }
            else if (IsHeld(host, first[i].Message))
            {
                host.Stored!.Store.TellLost(first[i].Message.Id.ToString(), subscription.Name);
            }
        }

        foreach (var (message, failures) in waiting)
        {
            if (backlog.TryGetValue(message.Id, out var entry))
            {
                entry.Subscriptions.Add(new Place { Name = subscription.Name, Failures = failures });
            }
        }
    }

    // One that is gone meanwhile is missing for a good reason.
    private static bool IsHeld(TopicHost host, StoredMessage message)
    {
        using (host.Enter())
        {
            return message.Holders > 0;
        }
    }
}
