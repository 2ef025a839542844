using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>Windows of parts: runs of short means above a bound, and how many short means were.</summary>
internal static class ReferenceParts
{
    /// <summary>Judges every part of the window that has ended by <paramref name="until"/>, and gives the ends of those with a mean, each as it is judged.</summary>
    /// <param name="isValid">Whether a valid sample at <paramref name="until"/> is what ends them.</param>
    public static IEnumerable<long> Judge(ReferenceSeries series, Rule rule, ReferenceLevel level, ReferenceWindow window, long until, bool isValid)
    {
        var found = rule.Window.Parts!.OfMilliseconds == 0 ? Samples(series, window, until, isValid) : Aligned(series, rule, level, window, until); // asked of such rules only
        foreach (var (start, end) in found)
        {
            level.PartsUntil = end;
            if (PartOf(series, rule, window, start, end) is { } part)
            {
                level.Parts.Add(part);
                yield return end;
            }
        }
    }

    /// <summary>End of the part that the last sample lies in, unless that sample ended it; null where nothing valid lies in it.</summary>
    public static long? EndOfLast(ReferenceSeries series, Rule rule, ReferenceWindow window)
    {
        var of = rule.Window.Parts?.OfMilliseconds ?? 0;
        if (of == 0)
        {
            return null;
        }

        var last = series.Times[^1];
        var end = Math.Min(window.End, (last + of - 1) / of * of);
        return end > last && series.Within(window, Math.Max(window.Start, last / of * of), end).Count > 0 ? end : null;
    }

    public static void MoveLatches(ReferenceSeries series, Rule rule, ReferenceLevel level, List<ReferenceEpisode> runs, long at)
    {
        var part = level.Parts.Count > 0 && level.Parts[^1].End == at ? level.Parts[^1] : null;
        foreach (var stated in rule.Levels)
        {
            var latch = level.Latch(stated.Level);
            if (!latch.IsOn)
            {
                latch.Move(series, stated, at, Holds(series, rule, stated, level, runs, part), rule.MinCoverage, isFrozen: false);
            }
        }
    }

    public static ReferenceShown Show(ReferenceSeries series, Rule rule, ReferenceLevel level, ReferenceWindow window, List<ReferenceEpisode> runs, Level higher)
    {
        var stated = rule.Levels.Single(each => each.Level == higher);
        if (IsHeight(rule, higher))
        {
            var part = level.Parts[^1]; // without one nothing can have gone on
            var limit = ReferenceLimit.OfParts(rule, stated.Above, stated.Times, series.Point).Shown;
            var unit = Quantities.Of(series.Quantity).Unit;
            return new ReferenceShown(Mean(part.Mean), unit, Mean(part.Low), Mean(part.High), limit, window.Shift, stated.Clause);
        }

        var number = (double)Number(rule, level, runs);
        return new ReferenceShown(number, "1", number, number, (double)LimitOf(rule, stated), window.Shift, stated.Clause);

        double? Mean(Fraction mean) => ReferenceLimit.ShowMean(rule, mean);
    }

    /// <summary>Runs begun, or parts above the bound.</summary>
    public static int Number(Rule rule, ReferenceLevel level, List<ReferenceEpisode> runs) =>
        rule.Window.Kind == WindowKind.Episodes ? runs.Count : level.Parts.Count(part => part.IsAbove);

    public static decimal LimitOf(Rule rule, RuleLevel stated) =>
        rule.Window.Kind == WindowKind.Episodes && stated.Level == Level.Exceeded
            ? rule.Window.Parts!.AtMost // asked of such rules only
            : Math.Round(stated.Above!.Value, 6, MidpointRounding.ToEven); // stated for every other number

    private static bool Holds(ReferenceSeries series, Rule rule, RuleLevel stated, ReferenceLevel level, List<ReferenceEpisode> runs, ReferencePart? part)
    {
        if (IsHeight(rule, stated.Level))
        {
            return part is not null && part.Mean.IsAbove(ReferenceLimit.OfParts(rule, stated.Above, stated.Times, series.Point).Above);
        }

        if (Number(rule, level, runs) > LimitOf(rule, stated))
        {
            return true;
        }

        if (rule.Window.Kind != WindowKind.Episodes || stated.Level != Level.Exceeded || part is not { IsAbove: true })
        {
            return false;
        }

        var parts = rule.Window.Parts!; // asked of such rules only
        var isFirst = runs[^1].Start == part.Start;
        return part.End - runs[^1].Start > parts.LongestMilliseconds
            || (isFirst && runs.Count > 1 && part.Start - runs[^2].End < parts.ApartMilliseconds);
    }

    private static bool IsHeight(Rule rule, Level level) => rule.Window.Kind == WindowKind.Episodes && level == Level.Severe;

    /// <summary>The parts that are stretches of the clock, cut to the window, after the last one judged.</summary>
    private static IEnumerable<(long Start, long End)> Aligned(ReferenceSeries series, Rule rule, ReferenceLevel level, ReferenceWindow window, long until)
    {
        var of = rule.Window.Parts!.OfMilliseconds; // asked of such rules only
        var from = Math.Max(window.Start, level.PartsUntil);
        if (series.Valid.Find(interval => interval.To > from) is { } first && first.From > from)
        {
            from = first.From; // what lies before is a gap
        }

        for (var at = from / of * of; at < window.End; at += of)
        {
            var (start, end) = (Math.Max(window.Start, at), Math.Min(window.End, at + of));
            if (end <= until && end > level.PartsUntil && window.Length(start, end) > 0)
            {
                yield return (start, end);
            }
            else if (end > until)
            {
                yield break;
            }
        }
    }

    /// <summary>Samples that are parts themselves: the one at <paramref name="until"/>, or the one that crosses the window's end.</summary>
    private static IEnumerable<(long Start, long End)> Samples(ReferenceSeries series, ReferenceWindow window, long until, bool isValid)
    {
        var isCrossing = !isValid && series.Valid.Count > 0 && series.Valid[^1].To > until && series.Valid[^1].From < until;
        return isValid || isCrossing ? [(Math.Max(window.Start, series.Valid[^1].From), until)] : [];
    }

    /// <summary>The part that has a mean; null for a gap.</summary>
    private static ReferencePart? PartOf(ReferenceSeries series, Rule rule, ReferenceWindow window, long start, long end)
    {
        var inside = series.Within(window, start, end);
        var covered = inside.Sum(each => each.Length);
        var length = rule.Window.Parts!.OfMilliseconds == 0 ? covered : window.Length(start, end); // asked of such rules only
        if (covered == 0 || covered < rule.MinCoverage * length)
        {
            return null;
        }

        var sum = ReferenceValue.Sum(rule, inside);
        var mean = new Fraction(sum, covered);
        var gap = length - covered;
        var high = gap > 0 && series.TopAt(end) is { } top ? new Fraction(sum + (ReferenceLimit.Weight(rule, top) * gap), length) : mean;
        var bound = ReferenceLimit.OfParts(rule, rule.Window.Parts!.Above, rule.Window.Parts!.Times, series.Point).Above;
        return new ReferencePart(start, end, mean, new Fraction(sum, length), high, mean.IsAbove(bound));
    }
}
