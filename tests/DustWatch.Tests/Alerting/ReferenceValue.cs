using System.Numerics;
using DustWatch.Alerting.Rules;

namespace DustWatch.Tests.Alerting;

/// <summary>The value of one rule at one instant, computed from all samples.</summary>
internal sealed class ReferenceValue
{
    private const long QuarterHour = 900_000;
    private static readonly BigInteger EightHours = 28_800_000;

    public required long At { get; init; }

    public required long Start { get; init; }

    /// <summary>Without breaks.</summary>
    public required long Length { get; init; }

    public required long Covered { get; init; }

    public required bool IsEnough { get; init; }

    public required Fraction Compared { get; init; }

    public required Fraction Low { get; init; }

    /// <summary>Asked for only where something is written.</summary>
    public required Lazy<Fraction> High { get; init; }

    public required Fraction Estimate { get; init; }

    public required Fraction LowOverWhole { get; init; }

    public required Fraction? Projected { get; init; }

    public required List<ReferenceInterval> Parts { get; init; }

    /// <summary>The value at <paramref name="at"/>; null when no valid interval overlaps the window so far.</summary>
    public static ReferenceValue? Of(ReferenceSeries series, Rule rule, ReferenceWindow window, long at)
    {
        var parts = series.Within(window, window.Start, at);
        var length = window.Length(window.Start, at);
        var covered = parts.Sum(part => part.Length);
        if (covered == 0)
        {
            return null;
        }

        var sum = Sum(rule, parts);
        var isEnough = covered >= rule.MinCoverage * length;
        var isRaw = ReferenceLimit.IsRaw(rule);
        var low = isRaw ? new Fraction(Raw(rule, parts), 1) : new Fraction(sum, rule.IsDivisorFixed ? EightHours : length);
        return new ReferenceValue
        {
            At = at,
            Start = window.Start,
            Length = length,
            Covered = covered,
            IsEnough = isEnough,
            Compared = isRaw || rule.IsDivisorFixed || !isEnough ? low : new Fraction(sum, covered),
            Low = low,
            High = new Lazy<Fraction>(() => isRaw ? low : HighOf(series, rule, parts, at, length - covered, low)),
            Estimate = isRaw ? low : rule.IsDivisorFixed ? new Fraction(sum * length, EightHours * covered) : new Fraction(sum, covered),
            LowOverWhole = new Fraction(sum, window.Length(window.Start, window.End)),
            Projected = rule.HasProjection ? Project(series, rule, window, at, sum) : null,
            Parts = parts,
        };
    }

    /// <summary>The week's value of one shift name; null when nothing of its shifts is covered.</summary>
    public static ReferenceValue? OfWeek(ReferenceSeries series, Rule rule, ReferenceWindow week, string name, long at)
    {
        var fortyHours = 5 * EightHours;
        var shifts = series.Calendar.ShiftsOf(week, name);
        var parts = shifts.SelectMany(shift => series.Within(shift, week.Start, at)).ToList();
        var elapsed = shifts.Sum(shift => shift.Length(week.Start, at));
        var covered = parts.Sum(part => part.Length);
        if (covered == 0)
        {
            return null;
        }

        var all = series.Within(week, week.Start, at);
        var low = new Fraction(Sum(rule, parts), fortyHours);
        return new ReferenceValue
        {
            At = at,
            Start = week.Start,
            Length = elapsed,
            Covered = covered,
            IsEnough = all.Sum(part => part.Length) >= rule.MinCoverage * (at - week.Start),
            Compared = low,
            Low = low,
            High = new Lazy<Fraction>(() => HighOf(series, rule, all, at, elapsed - covered, low)),
            Estimate = new Fraction(low.Numerator * elapsed, fortyHours * covered),
            LowOverWhole = low,
            Projected = null,
            Parts = parts,
        };
    }

    public static BigInteger Sum(Rule rule, List<ReferenceInterval> parts) =>
        parts.Aggregate(BigInteger.Zero, (sum, part) => sum + (ReferenceLimit.Weight(rule, part.Value) * part.Length));

    private static BigInteger Raw(Rule rule, List<ReferenceInterval> parts) => rule.Window.Kind == WindowKind.Instant ? parts[^1].Value : rule.Aggregate switch
    {
        Aggregate.Max => parts.Max(part => part.Value),
        Aggregate.Min => parts.Min(part => part.Value),
        Aggregate.Count => rule.Over is null ? 0 : 1_000_000 * parts.Where(part => part.Value > ReferenceLimit.Over(rule)).Select(part => part.SampleTime).Distinct().LongCount(),
        _ => parts[^1].Value,
    };

    private static Fraction? Project(ReferenceSeries series, Rule rule, ReferenceWindow shift, long at, BigInteger sum)
    {
        if (at - shift.Start < QuarterHour)
        {
            return null;
        }

        var last = series.Within(shift, at - QuarterHour, at);
        var covered = last.Sum(part => part.Length);
        var rest = shift.Length(at, shift.End);
        return covered == 0 || covered < rule.MinCoverage * shift.Length(at - QuarterHour, at)
            ? null
            : new Fraction((sum * covered) + (Sum(rule, last) * rest), EightHours * covered);
    }

    /// <summary><paramref name="low"/>, and the gap at the top of the range or at the highest one-minute mean of <paramref name="parts"/>.</summary>
    private static Fraction HighOf(ReferenceSeries series, Rule rule, List<ReferenceInterval> parts, long at, long gap, Fraction low)
    {
        if (gap == 0)
        {
            return low;
        }

        if (series.TopAt(at) is { } top)
        {
            return low with { Numerator = low.Numerator + (ReferenceLimit.Weight(rule, top) * gap) };
        }

        var best = new Fraction(-1, 1);
        foreach (var minute in parts.SelectMany(MinutesOf).Distinct())
        {
            var inside = ReferenceWindow.Plain(minute - 60_000, minute).Cut(parts, minute - 60_000, minute);
            var mean = new Fraction(Sum(rule, inside), inside.Sum(part => part.Length));
            best = mean.Numerator * best.Denominator > best.Numerator * mean.Denominator ? mean : best;
        }

        return new Fraction((low.Numerator * best.Denominator) + (best.Numerator * gap), low.Denominator * best.Denominator);
    }

    /// <summary>The ends of the minutes that an interval overlaps; of those that it fills, which all have its own mean, the first only.</summary>
    private static IEnumerable<long> MinutesOf(ReferenceInterval part)
    {
        var first = ((part.From / 60_000) + 1) * 60_000;
        var last = (part.To + 59_999) / 60_000 * 60_000;
        return new[] { first, first + 60_000, last }.Where(minute => minute <= last);
    }
}
