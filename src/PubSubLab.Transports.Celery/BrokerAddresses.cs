using PubSubLab.Lab;

namespace PubSubLab.Transports.Celery;

/// <summary>
/// The addresses of a broker, separated by <c>;</c> as Celery takes them. All connections of a transport share them: when one address does not
/// answer, the next is tried, and the others follow. Its text is that of the current one.
/// </summary>
internal sealed class BrokerAddresses
{
    private readonly BrokerAddress[] _all;
    private volatile int _current;

    private BrokerAddresses(BrokerAddress[] all) => _all = all;

    /// <summary>The address that answered last; the first at the beginning.</summary>
    public BrokerAddress Current => _all[_current];

    /// <summary>Whether there is another to go to.</summary>
    public bool HasOthers => _all.Length > 1;

    /// <summary>Reads addresses of Redis.</summary>
    /// <exception cref="LabException">One of them is none.</exception>
    public static BrokerAddresses Redis(string urls, string setting) => Read(urls, setting, BrokerAddress.Redis);

    /// <summary>Reads addresses of RabbitMQ.</summary>
    /// <exception cref="LabException">One of them is none.</exception>
    public static BrokerAddresses RabbitMq(string urls, string setting) => Read(urls, setting, BrokerAddress.RabbitMq);

    /// <summary>Connects to the current address or, where it does not answer, to the next one that does.</summary>
    /// <exception cref="LabException">None does; the sentence has the reason of each.</exception>
    public async Task<T> ConnectAsync<T>(Func<BrokerAddress, Task<T>> connect)
    {
        var first = _current;
        var failures = new List<LabException>();
        for (var i = 0; i < _all.Length; i++)
        {
            var at = (first + i) % _all.Length;
            try
            {
                var connected = await connect(_all[at]);
                _current = at;
                return connected;
            }
            catch (LabException e)
            {
                failures.Add(e);
            }
        }

        throw failures is [var only] ? only : new LabException(string.Join(" ", failures.Select(f => f.Message).Distinct()), failures[0]);
    }

    /// <inheritdoc/>
    public override string ToString() => Current.ToString();

    private static BrokerAddresses Read(string urls, string setting, Func<string, string, BrokerAddress> read)
    {
        var parts = urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new BrokerAddresses(parts.Length == 0 ? [read(urls, setting)] : [.. parts.Select(part => read(part, setting))]);
    }
}
