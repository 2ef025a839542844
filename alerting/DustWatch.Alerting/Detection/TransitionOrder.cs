namespace DustWatch.Alerting.Detection;

/// <summary>The order of a backtest's output: at, point, rule, n; ids ordinally, by code point.</summary>
public sealed class TransitionOrder : IComparer<Transition>
{
    private TransitionOrder()
    {
    }

    /// <summary>The one order.</summary>
    public static TransitionOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(Transition? x, Transition? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        // Ids are ASCII: ordinal order is that of code points.
        var order = x.At.CompareTo(y.At);
        order = order != 0 ? order : string.CompareOrdinal(x.Point, y.Point);
        order = order != 0 ? order : string.CompareOrdinal(x.Rule, y.Rule);
        return order != 0 ? order : x.N.CompareTo(y.N);
    }
}
