using System.Diagnostics.CodeAnalysis;

namespace PubSubLab.Emulator.Engine;

/// <summary>
/// A first-in-first-out queue in chunks: eight bytes an item, no copying when it grows, and chunks go back to the collector
/// as it drains. Nothing is allocated while it has never held anything.
/// </summary>
internal sealed class ChunkedQueue<T>
    where T : class
{
    private const int SmallestChunk = 4;
    private const int LargestChunk = 1024;
    private Chunk? _head;
    private Chunk? _tail;

    public int Count { get; private set; }

    public bool TryPeek([MaybeNullWhen(false)] out T item)
    {
        if (Count == 0)
        {
            item = null;
            return false;
        }

        item = _head!.Items[_head.First]!;
        return true;
    }

    public void Enqueue(T item)
    {
        if (_tail is null)
        {
            _head = _tail = new Chunk(SmallestChunk);
        }
        else if (_tail.End == _tail.Items.Length)
        {
            _tail = _tail.Next = new Chunk(Math.Min(LargestChunk, _tail.Items.Length * 2));
        }

        _tail.Items[_tail.End++] = item;
        Count++;
    }

    public bool TryDequeue([MaybeNullWhen(false)] out T item)
    {
        if (Count == 0)
        {
            item = null;
            return false;
        }

        var chunk = _head!;
        item = chunk.Items[chunk.First]!;
        chunk.Items[chunk.First++] = null;
        Count--;
        if (Count == 0)
        {
            Reset(chunk);
        }
        else if (chunk.First == chunk.End)
        {
            _head = chunk.Next;
        }

        return true;
    }

    public void Clear()
    {
        _head = _tail = null;
        Count = 0;
    }

    public IEnumerable<T> Items()
    {
        for (var chunk = _head; chunk is not null; chunk = chunk.Next)
        {
            for (var i = chunk.First; i < chunk.End; i++)
            {
                yield return chunk.Items[i]!;
            }
        }
    }

    // A queue that is emptied and filled in turn keeps its one chunk, whatever that chunk has grown to.
    private void Reset(Chunk last)
    {
        last.First = last.End = 0;
        last.Next = null;
        _head = _tail = last;
    }

    private sealed class Chunk(int size)
    {
        public readonly T?[] Items = new T?[size];
        public int First;
        public int End;
        public Chunk? Next;
    }
}
