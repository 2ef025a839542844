namespace DustWatch.Alerting.Detection;

/// <summary>Lengths of the intervals of those blocks of a ring that are not evenly spaced. Most rings have a few of them, one for each gap: there is room for no more than needed it at a time.</summary>
internal sealed class IntervalLengths
{
    private readonly int[] _rooms; // [block], from 1 on; 0: it has never needed one
    private int[] _lengths; // ms, [room · 64 + place]
    private int _count; // of rooms

    /// <summary>For a ring of so many blocks.</summary>
    public IntervalLengths(int blocks) => (_rooms, _lengths) = (new int[blocks], []);

    private IntervalLengths(int[] rooms, IntervalLengths other) => (_rooms, _lengths, _count) = (rooms, other._lengths, other._count);

    /// <summary>Those of a block that has been given room.</summary>
    public Span<int> Of(int block) => _lengths.AsSpan((_rooms[block] - 1) * IntervalBlock.Count, IntervalBlock.Count);

    /// <summary>Room for a block's, which it keeps: for whatever comes into it.</summary>
    public Span<int> RoomFor(int block)
    {
        if (_rooms[block] == 0)
        {
            _rooms[block] = ++_count;
            if (_count * IntervalBlock.Count > _lengths.Length)
            {
                Array.Resize(ref _lengths, Math.Max(IntervalBlock.Count, _lengths.Length * 2));
            }
        }

        return Of(block);
    }

    /// <summary>The same for a longer ring, in which the block <paramref name="first"/> comes first.</summary>
    public IntervalLengths Moved(int first, int blocks)
    {
        var rooms = new int[blocks];
        _rooms.AsSpan(first).CopyTo(rooms);
        _rooms.AsSpan(0, first).CopyTo(rooms.AsSpan(_rooms.Length - first));
        return new IntervalLengths(rooms, this);
    }
}
