namespace DustWatch.Alerting.Detection;

/// <summary>Samples of one series that wait for those which may still come before them, by time; of equal time in order of arrival.</summary>
internal sealed class HeldBack
{
    private readonly List<HeldSample> _samples = [];
    private int _released; // at the list's start

    public int Count => _samples.Count - _released;

    public HeldSample this[int index] => _samples[_released + index];

    /// <summary>The largest time that was added; it goes on when all have been released.</summary>
    public long LargestTime { get; set; } = SeriesState.Never;

    public void Add(in HeldSample sample)
    {
        var place = _samples.Count;
        while (place > _released && _samples[place - 1].Time > sample.Time)
        {
            place--;
        }

        _samples.Insert(place, sample);
        LargestTime = Math.Max(LargestTime, sample.Time);
    }

    /// <summary>How many may go because the largest time is <paramref name="lateness"/> or more beyond them.</summary>
    public int CountPassed(long lateness)
    {
        var count = 0;
        while (count < Count && this[count].Time <= LargestTime - lateness)
        {
            count++;
        }

        return count;
    }

    /// <summary>How many may go because one of them, or one after them, arrived at or before <paramref name="arrival"/>.</summary>
    public int CountArrived(long arrival)
    {
        var count = Count;
        while (count > 0 && this[count - 1].Arrival > arrival)
        {
            count--;
        }

        return count;
    }

    /// <summary>The earliest arrival of those that wait; the far future when none does.</summary>
    public long EarliestArrival()
    {
        var earliest = long.MaxValue;
        for (var i = 0; i < Count; i++)
        {
            earliest = Math.Min(earliest, this[i].Arrival);
        }

        return earliest;
    }

    /// <summary>Takes the first out.</summary>
    public HeldSample Release()
    {
        var sample = _samples[_released++];
        if (_released * 2 > _samples.Count)
        {
            _samples.RemoveRange(0, _released);
            _released = 0;
        }

        return sample;
    }
}
