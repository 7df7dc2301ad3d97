using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Wire;

namespace PubSubLab.Emulator.Services;

/// <summary>Finds the client of a call.</summary>
internal static class Peers
{
    public const string WorkerHeader = "x-pubsublab-worker";

    public static EmulatorPeer OfStream(ServerCallContext context, AckRequest first) =>
        Describe(context.GetHttpContext(), first.ClientId, Math.Max(0, first.MaxMessages), Math.Max(0, first.MaxBytes));

    /// <summary>One object a connection, for unary calls; null when nobody watches.</summary>
    public static EmulatorPeer? OfCall(ServerCallContext context, Broker broker)
    {
        if (!broker.IsObserved)
        {
            return null;
        }

        var http = context.GetHttpContext();
        var items = http.Features.Get<IConnectionItemsFeature>()?.Items;
        if (items is null)
        {
            return Describe(http, "", 0, 0);
        }

        lock (items)
        {
            if (items.TryGetValue(typeof(EmulatorPeer), out var known) && known is EmulatorPeer peer && peer.WorkerName == Worker(http))
            {
                return peer;
            }

            peer = Describe(http, "", 0, 0);
            items[typeof(EmulatorPeer)] = peer;
            return peer;
        }
    }

    private static EmulatorPeer Describe(HttpContext http, string clientId, long maxMessages, long maxBytes) =>
        new(
            $"{http.Connection.RemoteIpAddress}:{http.Connection.RemotePort}",
            clientId,
            http.Request.Headers.UserAgent.ToString(),
            Worker(http),
            maxMessages,
            maxBytes);

    private static string? Worker(HttpContext http) =>
        http.Request.Headers.TryGetValue(WorkerHeader, out var worker) ? worker.ToString() : null;
}
