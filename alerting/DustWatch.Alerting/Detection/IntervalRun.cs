namespace DustWatch.Alerting.Detection;

/// <summary>Covered intervals of one <see cref="IntervalBlock"/> that follow each other without a gap, and have no marks.</summary>
internal readonly ref struct IntervalRun
{
    /// <summary>Intervals of the same length, ms.</summary>
    public IntervalRun(ReadOnlySpan<int> values, int milliseconds)
    {
        Values = values;
        Milliseconds = milliseconds;
    }

    /// <summary>Intervals that each have a length of their own, ms.</summary>
    public IntervalRun(ReadOnlySpan<int> values, ReadOnlySpan<int> lengths)
    {
        Values = values;
        Lengths = lengths;
    }

    public ReadOnlySpan<int> Values { get; }

    /// <summary>ms of each; empty when all take <see cref="Milliseconds"/>.</summary>
    public ReadOnlySpan<int> Lengths { get; }

    public int Milliseconds { get; }

    public bool IsEven => Milliseconds > 0;

    /// <summary>What they cover together, ms.</summary>
    public long Covered => CoveredFrom(0);

    /// <summary>What those from <paramref name="place"/> on cover together, ms.</summary>
    public long CoveredFrom(int place) => IsEven ? (long)Milliseconds * (Values.Length - place) : BlockValues.Sum(Lengths[place..]);

    /// <summary>Writes how long each is, ms.</summary>
    public void CopyLengths(Span<int> lengths)
    {
        if (IsEven)
        {
            lengths.Fill(Milliseconds);
        }
        else
        {
            Lengths.CopyTo(lengths);
        }
    }
}
