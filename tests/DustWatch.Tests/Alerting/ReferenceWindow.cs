namespace DustWatch.Tests.Alerting;

/// <summary>A stretch <c>(Start, End]</c> that a rule looks at, and the breaks in it, which belong to no part of it.</summary>
internal sealed record ReferenceWindow(long Start, long End, string? Shift, IReadOnlyList<(long From, long To)> Breaks)
{
    public static ReferenceWindow Plain(long start, long end) => new(start, end, null, []);

    /// <summary>How much of <c>(from, to]</c> is no break.</summary>
    public long Length(long from, long to) => Outside(from, to).Sum(piece => piece.To - piece.From);

    /// <summary>What of <paramref name="intervals"/> lies in <c>(start, end]</c>, in the window and in no break; the pieces of one interval share its sample.</summary>
    public List<ReferenceInterval> Cut(IEnumerable<ReferenceInterval> intervals, long start, long end) =>
    [
        .. from interval in intervals
           from piece in Outside(Math.Max(start, interval.From), Math.Min(end, interval.To))
           select interval with { From = piece.From, To = piece.To },
    ];

    private IEnumerable<(long From, long To)> Outside(long from, long to)
    {
        var (at, end) = (Math.Max(Start, from), Math.Min(End, to));
        foreach (var rest in Breaks.OrderBy(rest => rest.From).Where(rest => rest.To > at))
        {
            if (at < Math.Min(rest.From, end))
            {
                yield return (at, Math.Min(rest.From, end));
            }

            at = Math.Max(at, rest.To);
        }

        if (at < end)
        {
            yield return (at, end);
        }
    }
}
