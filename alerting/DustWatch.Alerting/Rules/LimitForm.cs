using DustWatch.Measurements;

namespace DustWatch.Alerting.Rules;

/// <summary>What a limit, a level's or a window's, may be.</summary>
/// <param name="Least">The smallest <c>above</c>.</param>
/// <param name="Most">The largest <c>above</c>.</param>
/// <param name="IsWhole">Whether <c>above</c> is a whole number.</param>
/// <param name="NoTimes">Why <c>times</c> has no meaning; null where it has one.</param>
internal sealed record LimitForm(decimal Least, decimal Most, bool IsWhole = false, string? NoTimes = null)
{
    private const decimal CountMaximum = 1_000_000_000m;
    private const decimal DosePercentMaximum = 1_000_000m;
    private const decimal TimesMaximum = 1_000m;

    /// <summary>How many.</summary>
    public static LimitForm Number { get; } = new(0, CountMaximum, IsWhole: true, NoTimes: "a multiple of the agent's limit has no meaning for a number; allowed: above");

    /// <summary>A dose, %.</summary>
    public static LimitForm DosePercent { get; } = new(0, DosePercentMaximum, NoTimes: "a multiple of the agent's limit has no meaning for a dose; allowed: above");

    /// <summary>A value in the unit of <paramref name="quantity"/>; null stands for one that could not be read.</summary>
    public static LimitForm Of(Quantity? quantity)
    {
        if (quantity is not { } what)
        {
            return new LimitForm(decimal.MinValue, decimal.MaxValue);
        }

        var (least, most) = BoundsOf(what);
        return new LimitForm(least, most, NoTimes: Quantities.IsDecibel(what) ? "a multiple of a level in decibels has no meaning; allowed: above" : null);
    }

    /// <summary>The smallest and the largest value of <paramref name="quantity"/> that can be, in its unit.</summary>
    public static (decimal Least, decimal Most) BoundsOf(Quantity quantity)
    {
        var traits = Quantities.Of(quantity);
        return ((decimal)traits.ToUnit(traits.Minimum), (decimal)traits.ToUnit(traits.Maximum));
    }

    /// <summary>Reads <c>above</c> and <c>times</c>, and refuses none, both, and what has no meaning.</summary>
    public (decimal? Above, decimal? Times) Read(RuleFields fields)
    {
        var above = IsWhole ? fields.Whole("above", Least, Most) : fields.Number("above", Least, Most);
        var times = fields.Number("times", 0, TimesMaximum);
        if (NoTimes is not null && fields.Has("times"))
        {
            fields.RefuseKey("times", NoTimes);
        }
        else if (fields.Has("above") == fields.Has("times"))
        {
            fields.Refuse(fields.Path, NoTimes is null ? "states no limit or two; allowed: exactly one of 'above' and 'times'" : "states no limit; allowed: 'above'");
        }

        return (above, times);
    }
}
