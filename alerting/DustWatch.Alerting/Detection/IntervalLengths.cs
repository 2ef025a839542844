namespace DustWatch.Alerting.Detection;

/// <summary>
/// Lengths of the intervals of those blocks of a ring that are not evenly spaced. Mostly those are the few with a gap in them: there is room for as many as had one
/// at the same time.
/// </summary>
internal sealed class IntervalLengths
{
    private readonly int[] _rooms; // [block], from 1 on; 0: none
    private int[] _lengths; // ms, [room · 64 + place]; of a free room the first is the next free one
    private int _count; // of rooms
    private int _free; // room; 0: none

    /// <summary>For a ring of so many blocks.</summary>
    public IntervalLengths(int blocks) => (_rooms, _lengths) = (new int[blocks], []);

    private IntervalLengths(int[] rooms, IntervalLengths other) => (_rooms, _lengths, _count, _free) = (rooms, other._lengths, other._count, other._free);

    /// <summary>Those of a block that has room.</summary>
    public Span<int> Of(int block) => In(_rooms[block]);

    /// <summary>Room for a block's, which it keeps until it begins anew.</summary>
    public Span<int> RoomFor(int block)
    {
        if (_rooms[block] == 0)
        {
            _rooms[block] = Take();
        }

        return Of(block);
    }

    /// <summary>Takes the room back from a block that begins anew.</summary>
    public void Free(int block)
    {
        if (_rooms[block] > 0)
        {
            In(_rooms[block])[0] = _free;
            (_free, _rooms[block]) = (_rooms[block], 0);
        }
    }

    /// <summary>The same for a longer ring, in which the block <paramref name="first"/> comes first.</summary>
    public IntervalLengths Moved(int first, int blocks)
    {
        var rooms = new int[blocks];
        _rooms.AsSpan(first).CopyTo(rooms);
        _rooms.AsSpan(0, first).CopyTo(rooms.AsSpan(_rooms.Length - first));
        return new IntervalLengths(rooms, this);
    }

    private Span<int> In(int room) => _lengths.AsSpan((room - 1) * IntervalBlock.Count, IntervalBlock.Count);

    private int Take()
    {
        if (_free > 0)
        {
            var room = _free;
            _free = In(room)[0];
            return room;
        }

        _count++;
        if (_count * IntervalBlock.Count > _lengths.Length)
        {
            Array.Resize(ref _lengths, Math.Clamp(_lengths.Length * 2, IntervalBlock.Count, _rooms.Length * IntervalBlock.Count));
        }

        return _count;
    }
}
