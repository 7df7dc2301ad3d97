namespace PubSubLab.Lab.Routing;

/// <summary>
/// Where each user is, as publishers and workers believe. It is told when a user connects, at once, and when a worker has noticed that
/// a user left, later; in between it is wrong. What is for a user who is nowhere is parked here until the user connects.
/// </summary>
public sealed class PresenceMap
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, int> _workerOf = [];
    private readonly Dictionary<int, List<int>> _parked = [];

    /// <summary>The user connected to a worker.</summary>
    /// <returns>The messages that waited for it; they are the caller's to publish.</returns>
    public IReadOnlyList<int> Connect(int user, int worker)
    {
        lock (_gate)
        {
            _workerOf[user] = worker;
            return _parked.Remove(user, out var messages) ? messages : [];
        }
    }

    /// <summary>A worker noticed that the user left it; nothing changes where the user is at another one by now.</summary>
    public void Leave(int user, int worker)
    {
        lock (_gate)
        {
            if (_workerOf.TryGetValue(user, out var current) && current == worker)
            {
                _workerOf.Remove(user);
            }
        }
    }

    /// <summary>The user's worker; where there is none, the message is parked.</summary>
    /// <returns>Null where the message is parked.</returns>
    public int? WhereOrPark(int user, int message)
    {
        lock (_gate)
        {
            if (_workerOf.TryGetValue(user, out var worker))
            {
                return worker;
            }

            if (!_parked.TryGetValue(user, out var messages))
            {
                _parked.Add(user, messages = []);
            }

            messages.Add(message);
            return null;
        }
    }
}
