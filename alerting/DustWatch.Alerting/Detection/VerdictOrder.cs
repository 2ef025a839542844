namespace DustWatch.Alerting.Detection;

/// <summary>The order in which verdicts are listed: end of the window, point, rule, shift; ids ordinally, by code point.</summary>
public sealed class VerdictOrder : IComparer<Verdict>
{
    private VerdictOrder()
    {
    }

    /// <summary>The one order.</summary>
    public static VerdictOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(Verdict? x, Verdict? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        var order = x.Window.End.CompareTo(y.Window.End);
        order = order != 0 ? order : string.CompareOrdinal(x.Point, y.Point);
        order = order != 0 ? order : string.CompareOrdinal(x.Rule, y.Rule);
        return order != 0 ? order : string.CompareOrdinal(x.Shift, y.Shift);
    }
}
