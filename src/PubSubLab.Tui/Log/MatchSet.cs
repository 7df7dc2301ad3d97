using System.Numerics;

namespace PubSubLab.Tui.Log;

/// <summary>
/// Sequences, a bit each, so that the matches among a million events are 128 KiB: a filter is typed letter by letter, and each letter has a
/// set of its own. The n-th one is found by counting bits, block by block.
/// </summary>
internal sealed class MatchSet
{
    private const int BlockSize = 4_096;
    private const int WordSize = 64;

    // Without gaps; the first one is that of sequence _firstBlock * BlockSize.
    private readonly List<Block> _blocks = [];
    private long _firstBlock;

    public int Count { get; private set; }

    /// <summary>The n-th smallest, 0 for the first.</summary>
    public long this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            var block = 0;
            for (; index >= _blocks[block].Count; block++)
            {
                index -= _blocks[block].Count;
            }

            return ((_firstBlock + block) * BlockSize) + _blocks[block].PlaceOf(index);
        }
    }

    /// <summary>Number of smaller ones.</summary>
    public int IndexOf(long sequence)
    {
        var at = (sequence / BlockSize) - _firstBlock;
        var smaller = 0;
        for (var block = 0; block < _blocks.Count && block <= at; block++)
        {
            smaller += block < at ? _blocks[block].Count : _blocks[block].CountBefore((int)(sequence % BlockSize));
        }

        return smaller;
    }

    public void Add(long sequence)
    {
        var block = BlockAt(sequence / BlockSize);
        Count -= block.Count;
        block.Set((int)(sequence % BlockSize));
        Count += block.Count;
    }

    /// <summary>Adds all of another set.</summary>
    public void AddAll(MatchSet others)
    {
        for (var i = 0; i < others._blocks.Count; i++)
        {
            if (others._blocks[i].Count > 0)
            {
                var block = BlockAt(others._firstBlock + i);
                Count -= block.Count;
                block.SetAll(others._blocks[i]);
                Count += block.Count;
            }
        }
    }

    /// <summary>Takes away all that are smaller.</summary>
    public void ForgetBefore(long sequence)
    {
        while (_blocks.Count > 0 && (_firstBlock + 1) * BlockSize <= sequence)
        {
            Count -= _blocks[0].Count;
            _blocks.RemoveAt(0);
            _firstBlock++;
        }

        if (_blocks.Count > 0 && _firstBlock * BlockSize < sequence)
        {
            Count -= _blocks[0].Count;
            _blocks[0].ClearBefore((int)(sequence % BlockSize));
            Count += _blocks[0].Count;
        }
    }

    private Block BlockAt(long number)
    {
        if (_blocks.Count == 0)
        {
            _firstBlock = number;
        }

        for (; number < _firstBlock; _firstBlock--)
        {
            _blocks.Insert(0, new Block());
        }

        while (number >= _firstBlock + _blocks.Count)
        {
            _blocks.Add(new Block());
        }

        return _blocks[(int)(number - _firstBlock)];
    }

    /// <summary>The bits of 4,096 sequences; none are held while none is set.</summary>
    private sealed class Block
    {
        private ulong[] _words = [];

        public int Count { get; private set; }

        public void Set(int place)
        {
            Make();
            var bit = 1UL << (place % WordSize);
            Count += (_words[place / WordSize] & bit) == 0 ? 1 : 0;
            _words[place / WordSize] |= bit;
        }

        public void SetAll(Block others)
        {
            Make();
            for (var i = 0; i < _words.Length; i++)
            {
                _words[i] |= others._words[i];
            }

            Recount();
        }

        public void ClearBefore(int place)
        {
            if (Count > 0)
            {
                Array.Clear(_words, 0, place / WordSize);
                _words[place / WordSize] &= ulong.MaxValue << (place % WordSize);
                Recount();
            }
        }

        public int CountBefore(int place)
        {
            if (Count == 0)
            {
                return 0;
            }

            var before = BitOperations.PopCount(_words[place / WordSize] & ~(ulong.MaxValue << (place % WordSize)));
            for (var i = 0; i < place / WordSize; i++)
            {
                before += BitOperations.PopCount(_words[i]);
            }

            return before;
        }

        /// <summary>Where the n-th bit is that is set.</summary>
        public int PlaceOf(int index)
        {
            var word = 0;
            for (; index >= BitOperations.PopCount(_words[word]); word++)
            {
                index -= BitOperations.PopCount(_words[word]);
            }

            var bits = _words[word];
            for (; index > 0; index--)
            {
                bits &= bits - 1;
            }

            return (word * WordSize) + BitOperations.TrailingZeroCount(bits);
        }

        private void Make()
        {
            if (_words.Length == 0)
            {
                _words = new ulong[BlockSize / WordSize];
            }
        }

        private void Recount()
        {
            Count = 0;
            foreach (var word in _words)
            {
                Count += BitOperations.PopCount(word);
            }
        }
    }
}
