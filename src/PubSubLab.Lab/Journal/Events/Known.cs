namespace PubSubLab.Lab.Journal;

/// <summary>Values that come again and again, each kept once. Beyond a number of different ones, new ones are kept as they are. Used under the journal's lock.</summary>
internal sealed class Known<T>(int most)
    where T : class
{
    private readonly Dictionary<T, T> _values = [];

    /// <summary>The same value, kept once.</summary>
    public T Once(T value)
    {
        if (_values.TryGetValue(value, out var known))
        {
            return known;
        }

        if (_values.Count < most)
        {
            _values.Add(value, value);
        }

        return value;
    }
}
