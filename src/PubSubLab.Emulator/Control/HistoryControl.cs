using System.Globalization;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Names;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Control;

/// <summary><c>/emulator/v1/history</c>: everything that happened, and a wait for what is to happen.</summary>
internal sealed class HistoryControl(Broker broker)
{
    private const int DefaultPage = 1_000;
    private const int LargestPage = 10_000;
    private const int LargestLimit = 1_000_000;
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(10);

    private EmulatorHistory History => broker.History;

    /// <summary>Gives events, or waits until there are so many. The wait ends by the system's clock: the caller's goes on while the emulator's stands still.</summary>
    public async Task<IMessage> ReadAsync(GetHistoryRequest request, CancellationToken cancellation)
    {
        if (!History.IsKept)
        {
            throw Fail.Precondition("The emulator keeps no history. Let it begin with PUT /emulator/v1/history {\"keep\":true}.");
        }

        var filter = new HistoryFilter(request, broker.Scope);
        var limit = request.HasLimit ? Within("limit", request.Limit, LargestPage) : DefaultPage;
        var after = request.After >= 0 ? request.After : throw Fail.Invalid("after", $"{request.After}", "it must be 0 or the number of an event");
        if (request.Wait is null)
        {
            return request.HasCount ? throw Fail.Invalid("count", $"{request.Count}", "it goes together with wait") : Page(filter, after, limit);
        }

        var count = request.HasCount ? Within("count", request.Count, LargestPage) : 1;
        var wait = DurationField.Check("wait", request.Wait, TimeSpan.Zero, s_longestWait);
        CheckForgotten(after);
        using var end = new CancellationTokenSource(wait, TimeProvider.System);
        var found = await History.WaitAsync(filter.Matches, after, count, end.Token, cancellation);
        if (found.Count < count)
        {
            var newest = string.Concat(History.After(0).Events.TakeLast(10).Select(static e => $"\n  {e.Number}: {e.Event}"));
            throw new RpcException(new Grpc.Core.Status(
                StatusCode.DeadlineExceeded,
                string.Create(CultureInfo.InvariantCulture, $"{found.Count} of {count} events matched within {wait.TotalSeconds:0.###} s. The newest events are:{(newest.Length == 0 ? " none." : newest)}")));
        }

        return new Events { Events_ = { found.Select(Show) }, Next = found[^1].Number };
    }

    /// <summary>Switches the history on or off, and says how many events it keeps.</summary>
    public HistorySettings Set(HistorySettings request)
    {
        if (request is { Keep: false, HasLimit: true })
        {
            throw Fail.Invalid("limit", $"{request.Limit}", "it goes together with keep: true");
        }

        History.Limit = !request.Keep ? 0 : request.HasLimit ? Within("limit", request.Limit, LargestLimit) : EmulatorHistory.DefaultLimit;
        return new HistorySettings { Keep = request.Keep, Limit = History.Limit };
    }

    public Nothing Forget(Nothing request)
    {
        History.Clear();
        return request;
    }

    private Events Page(HistoryFilter filter, long after, int limit)
    {
        CheckForgotten(after);
        var (events, last, _) = History.After(after);
        var found = events.Where(e => filter.Matches(e.Event)).Take(limit).ToArray();
        return new Events { Events_ = { found.Select(Show) }, Next = found.Length == limit ? found[^1].Number : last };
    }

    private void CheckForgotten(long after)
    {
        if (after > 0 && History.LastDropped is var dropped && after < dropped)
        {
            throw new RpcException(new Grpc.Core.Status(
                StatusCode.OutOfRange, $"after is {after}: events up to {dropped} are forgotten. Read more often, or raise limit with PUT /emulator/v1/history."));
        }
    }

    private static int Within(string field, int value, int most) =>
        value >= 1 && value <= most ? value : throw Fail.Invalid(field, $"{value}", $"it must be 1 to {most}");

    private static Event Show((long Number, EmulatorEvent Event) item)
    {
        var e = item.Event;
        var shown = new Event { Number = item.Number, Kind = HistoryFilter.KindOf(e.Kind), Time = Timestamp.FromDateTimeOffset(e.Time) };
        if (e.Topic is { } topic)
        {
            shown.Topic = topic;
        }

        if (e.Subscription is { } subscription)
        {
            shown.Subscription = subscription;
        }

        if (e.MessageId is { } id)
        {
            shown.MessageId = id;
        }

        if (e.DeliveryAttempt > 0)
        {
            shown.DeliveryAttempt = e.DeliveryAttempt;
        }

        if (e.Detail is { } detail)
        {
            shown.Detail = detail;
        }

        shown.Message = e.Message is { } message ? PubsubMessage.Parser.ParseFrom(message.Wire) : null;
        if (e.Peer is { } peer)
        {
            shown.Client = new Client { Address = peer.Address, ClientId = peer.ClientId, UserAgent = peer.UserAgent };
            if (peer.WorkerName is { } worker)
            {
                shown.Client.Worker = worker;
            }
        }

        return shown;
    }
}
