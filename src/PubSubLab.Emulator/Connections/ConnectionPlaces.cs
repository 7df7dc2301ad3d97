using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace PubSubLab.Emulator.Connections;

/// <summary>
/// Chooses the connection that gives way when there are too many: one that said nothing, then one that never finished a request, then
/// one that is idle or whose body stands still; the oldest of each. A call or a stream that is open never ends for another connection.
/// </summary>
internal sealed class ConnectionPlaces
{
    /// <summary>Connections that are looked at for each that enters, so that entering costs the same however many are busy.</summary>
    private const int Looks = 64;

    private readonly LinkedList<ConnectionState> _silent = new();
    private readonly LinkedList<ConnectionState> _begun = new();
    private readonly LinkedList<ConnectionState> _served = new();

    public void Add(ConnectionState state) => state.Place = _silent.AddLast(state);

    /// <summary>The first bytes came.</summary>
    public void Begins(ConnectionState state) => Move(state, _silent, _begun);

    /// <summary>The first request came.</summary>
    public void Asks(ConnectionState state)
    {
        state.HasAsked = true;
        Move(state, _silent, _served);
        Move(state, _begun, _served);
    }

    public static void Remove(ConnectionState state)
    {
        state.Place?.List?.Remove(state.Place);
        state.Place = null;
    }

    /// <summary>Takes out the connection that gives way; null where none can.</summary>
    public ConnectionState? Take(TimeSpan patience)
    {
        var victim = Silent(patience) ?? Begun(patience) ?? Idle(patience);
        if (victim is not null)
        {
            Remove(victim);
        }

        return victim;
    }

    private ConnectionState? Silent(TimeSpan patience)
    {
        for (var i = 0; i < Looks && _silent.First is { } place; i++)
        {
            if (!place.Value.IsQuiet(patience))
            {
                // The others came later still.
                return null;
            }

            if (!HasBytes(place.Value))
            {
                return place.Value;
            }

            Begins(place.Value);
        }

        return null;
    }

    private ConnectionState? Begun(TimeSpan patience) =>
        _begun.First is { } place && place.Value.IsQuiet(patience) ? place.Value : null;

    private ConnectionState? Idle(TimeSpan patience)
    {
        for (var i = 0; i < Looks && _served.First is { } place; i++)
        {
            if (place.Value.IsQuiet(patience) && !HasBytes(place.Value))
            {
                return place.Value;
            }

            Move(place.Value, _served, _served);
        }

        return null;
    }

    private static bool HasBytes(ConnectionState state)
    {
        try
        {
            return state.Connection.Features.Get<IConnectionSocketFeature>()?.Socket.Available > 0;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closing already.
            return false;
        }
    }

    private static void Move(ConnectionState state, LinkedList<ConnectionState> from, LinkedList<ConnectionState> to)
    {
        if (state.Place is { } place && place.List == from)
        {
            from.Remove(place);
            to.AddLast(place);
        }
    }
}
