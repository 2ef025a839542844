namespace DustWatch.Alerting.Detection;

/// <summary>The highest (or, of negated values, lowest) of a sliding window in O(1) amortised: a queue of falling values, each the highest of all that came after it.</summary>
internal sealed class SlidingExtreme
{
    private (long End, long Value)[] _queue = new (long, long)[7];
    private int _first;
    private int _count;

    /// <summary>How many values wait.</summary>
    public int Count => _count;

    /// <summary>The highest value whose interval ends after <paramref name="edge"/>; 0 when there is none.</summary>
    public long HighestAfter(long edge)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_queue[Index(i)].End > edge)
            {
                return _queue[Index(i)].Value;
            }
        }

        return 0;
    }

    /// <summary>The waiting value with this number, for a checkpoint.</summary>
    public (long End, long Value) this[int number] => _queue[Index(number)];

    /// <summary>Drops every value whose interval ends at or before <paramref name="edge"/>.</summary>
    public void Advance(long edge)
    {
        while (_count > 0 && _queue[_first].End <= edge)
        {
            _first = _first + 1 == _queue.Length ? 0 : _first + 1;
            _count--;
        }
    }

    /// <summary>Appends a value whose interval ends no earlier than all before it.</summary>
    public void Add(long end, long value)
    {
        while (_count > 0 && _queue[Index(_count - 1)].Value <= value)
        {
            _count--;
        }

        if (_count == _queue.Length)
        {
            Grow();
        }

        _queue[Index(_count)] = (end, value);
        _count++;
    }

    private int Index(int number)
    {
        var index = _first + number;
        return index >= _queue.Length ? index - _queue.Length : index;
    }

    private void Grow()
    {
        var larger = new (long, long)[(_queue.Length * 2) + 1];
        for (var i = 0; i < _count; i++)
        {
            larger[i] = _queue[Index(i)];
        }

        _queue = larger;
        _first = 0;
    }
}
