namespace PubSubLab.Emulator.Engine;

/// <summary>
/// What is due when, earliest first: a 4-ary heap whose items know their place, so that a lease which is acknowledged or
/// extended leaves or moves without a search.
/// </summary>
internal sealed class DeadlineQueue
{
    private const int Arity = 4;
    private Node[] _nodes = [];
    private int _count;

    /// <summary>When the earliest item is due, in UTC ticks; <see cref="long.MaxValue"/> when nothing is.</summary>
    public long Next => _count == 0 ? long.MaxValue : _nodes[0].Due;

    public int Count => _count;

    /// <summary>Puts <paramref name="item"/> at <paramref name="due"/>, or moves it there.</summary>
    public void Schedule(Timed item, long due)
    {
        if (item.HeapIndex >= 0)
        {
            var before = item.Due;
            item.Due = due;
            if (due < before)
            {
                SiftUp(item.HeapIndex, new Node(due, item));
            }
            else
            {
                SiftDown(item.HeapIndex, new Node(due, item));
            }

            return;
        }

        if (_count == _nodes.Length)
        {
            Array.Resize(ref _nodes, Math.Max(4, _count * 2));
        }

        item.Due = due;
        SiftUp(_count++, new Node(due, item));
    }

    /// <summary>Takes <paramref name="item"/> out, if it is in.</summary>
    public void Remove(Timed item)
    {
        var index = item.HeapIndex;
        if (index < 0)
        {
            return;
        }

        item.HeapIndex = -1;
        item.Due = long.MaxValue;
        var last = _nodes[--_count];
        _nodes[_count] = default;
        if (index < _count)
        {
            if (index > 0 && last.Due < _nodes[(index - 1) / Arity].Due)
            {
                SiftUp(index, last);
            }
            else
            {
                SiftDown(index, last);
            }
        }

        // A burst of leases must not keep its heap for ever.
        if (_nodes.Length > 4096 && _count < _nodes.Length / 8)
        {
            Array.Resize(ref _nodes, _nodes.Length / 4);
        }
    }

    /// <summary>Takes the earliest item out when it is due at <paramref name="now"/>; a deadline is over when now ≥ deadline.</summary>
    public bool TryTake(long now, out Timed item, out long due)
    {
        if (_count == 0 || _nodes[0].Due > now)
        {
            item = null!;
            due = 0;
            return false;
        }

        item = _nodes[0].Item;
        due = _nodes[0].Due;
        Remove(item);
        return true;
    }

    private void SiftUp(int index, Node node)
    {
        while (index > 0)
        {
            var parent = (index - 1) / Arity;
            if (_nodes[parent].Due <= node.Due)
            {
                break;
            }

            Place(index, _nodes[parent]);
            index = parent;
        }

        Place(index, node);
    }

    private void SiftDown(int index, Node node)
    {
        while (true)
        {
            var first = (index * Arity) + 1;
            if (first >= _count)
            {
                break;
            }

            var least = first;
            var end = Math.Min(first + Arity, _count);
            for (var child = first + 1; child < end; child++)
            {
                if (_nodes[child].Due < _nodes[least].Due)
                {
                    least = child;
                }
            }

            if (_nodes[least].Due >= node.Due)
            {
                break;
            }

            Place(index, _nodes[least]);
            index = least;
        }

        Place(index, node);
    }

    private void Place(int index, Node node)
    {
        _nodes[index] = node;
        node.Item.HeapIndex = index;
    }

    // The deadline stands beside the reference, so that comparing does not touch the item.
    private readonly record struct Node(long Due, Timed Item);
}
