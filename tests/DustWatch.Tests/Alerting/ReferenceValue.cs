using System.Numerics;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>The value of one rule at one instant, computed from all samples.</summary>
internal sealed class ReferenceValue
{
    public required long At { get; init; }

    public required long Length { get; init; }

    public required long Covered { get; init; }

    public required bool IsEnough { get; init; }

    public required Fraction Compared { get; init; }

    public required Fraction Low { get; init; }

    public required Fraction High { get; init; }

    public required Fraction LowOverWhole { get; init; }

    public required Fraction? Projected { get; init; }

    public required List<ReferenceInterval> Parts { get; init; }

    public static ReferenceValue Of(ReferenceSeries series, Rule rule, ShiftWindow? window, long at)
    {
        var start = rule.Window.Kind switch
        {
            WindowKind.Instant => series.Valid[^1].From,
            WindowKind.Sliding => at - rule.Window.LengthMilliseconds,
            _ => window!.Value.Span.Start.Milliseconds, // evaluated only while a window is open
        };
        var parts = series.Within(start, at);
        var length = at - start;
        var covered = parts.Sum(part => part.To - part.From);
        var isEnough = covered >= rule.MinCoverage * length;
        var sum = Sum(rule, parts);
        var isRaw = rule.Window.Kind == WindowKind.Instant || rule.Aggregate is Aggregate.Max or Aggregate.Last;
        var isFixed = rule.Aggregate is Aggregate.Twa8h or Aggregate.Lex8h or Aggregate.Dose;
        var raw = new Fraction(rule.Window.Kind != WindowKind.Instant && rule.Aggregate == Aggregate.Max ? parts.Max(p => p.Value) : parts[^1].Value, 1);
        var low = isRaw ? raw : new Fraction(sum, isFixed ? ReferenceDetector.EightHourMilliseconds : length);
        return new ReferenceValue
        {
            At = at,
            Length = length,
            Covered = covered,
            IsEnough = isEnough,
            Compared = isRaw ? raw : isFixed ? low : isEnough ? new Fraction(sum, covered) : low,
            Low = low,
            High = isRaw ? raw : HighOf(series, rule, parts, length - covered, low),
            LowOverWhole = window is { } whole ? new Fraction(sum, whole.Span.Milliseconds) : low,
            Projected = isFixed && rule.Window.Kind == WindowKind.Shift ? Project(series, rule, window!.Value, at, sum) : null, // a shift is open
            Parts = parts,
        };
    }

    private static BigInteger Sum(Rule rule, List<ReferenceInterval> parts) =>
        parts.Aggregate(BigInteger.Zero, (sum, part) => sum + (ReferenceLimit.Weight(rule, part.Value) * (part.To - part.From)));

    private static Fraction? Project(ReferenceSeries series, Rule rule, ShiftWindow shift, long at, BigInteger sum)
    {
        if (at - shift.Span.Start.Milliseconds < 900_000)
        {
            return null;
        }

        var last = series.Within(at - 900_000, at);
        var covered = last.Sum(part => part.To - part.From);
        var rest = shift.Span.End.Milliseconds - at;
        return covered == 0 || covered < rule.MinCoverage * 900_000
            ? null
            : new Fraction((sum * covered) + (Sum(rule, last) * rest), ReferenceDetector.EightHourMilliseconds * covered);
    }

    private static Fraction HighOf(ReferenceSeries series, Rule rule, List<ReferenceInterval> parts, long gap, Fraction low)
    {
        if (gap == 0)
        {
            return low;
        }

        if (series.Point.Ranges.TryGetValue(series.Quantity, out var top))
        {
            return low with { Numerator = low.Numerator + (ReferenceLimit.Weight(rule, top) * gap) };
        }

        var best = new Fraction(-1, 1);
        foreach (var minute in parts.SelectMany(MinutesOf).Distinct())
        {
            var inside = parts
                .Select(part => part with { From = Math.Max(part.From, minute - 60_000), To = Math.Min(part.To, minute) })
                .Where(part => part.From < part.To)
                .ToList();
            var mean = new Fraction(Sum(rule, inside), inside.Sum(part => part.To - part.From));
            best = mean.Numerator * best.Denominator > best.Numerator * mean.Denominator ? mean : best;
        }

        return new Fraction((low.Numerator * best.Denominator) + (best.Numerator * gap), low.Denominator * best.Denominator);
    }

    private static IEnumerable<long> MinutesOf(ReferenceInterval part)
    {
        for (var end = ((part.From / 60_000) + 1) * 60_000; ; end += 60_000)
        {
            yield return end;
            if (end >= part.To)
            {
                yield break;
            }
        }
    }
}
