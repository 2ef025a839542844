using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>What a closed window says of the level <c>exceeded</c>.</summary>
internal static class ReferenceVerdict
{
    public static IEnumerable<Verdict> Of(ReferenceSeries series, Rule rule, ReferenceLevel level, ReferenceWindow window)
    {
        if (rule.Levels.FirstOrDefault(stated => stated.Level == Level.Exceeded) is not { } exceeded)
        {
            return [];
        }

        var value = ReferenceValue.Of(series, rule, window, window.End);
        if (rule.Aggregate == Aggregate.LexW)
        {
            return
                from name in series.Calendar.Names
                let shifts = series.Calendar.ShiftsOf(window, name)
                where shifts.Any(shift => shift.Length(window.Start, window.End) > 0)
                select OfValue(series, rule, exceeded, window with { Shift = name }, ReferenceValue.OfWeek(series, rule, window, name, window.End));
        }

        return [rule.Window.Parts is null ? OfValue(series, rule, exceeded, window, value) : OfParts(series, rule, exceeded, level, window, value)];
    }

    private static Verdict OfValue(ReferenceSeries series, Rule rule, RuleLevel exceeded, ReferenceWindow window, ReferenceValue? value)
    {
        var limit = ReferenceLimit.Of(rule, exceeded, series.Point);
        if (value is null)
        {
            return Create(series, rule, exceeded, window, VerdictKind.Undetermined, isCertain: false, null, limit.Shown);
        }

        var isEnough = value.Covered >= rule.MinCoverage * value.Length;
        var kind = value.Low.IsAbove(limit.Above) ? VerdictKind.Exceeded
            : isEnough && !value.Estimate.IsAbove(limit.Above) ? VerdictKind.Compliant
            : VerdictKind.Undetermined;
        var isCertain = ReferenceLimit.IsRaw(rule) ? value.Covered == value.Length : !value.High.Value.IsAbove(limit.Above);
        return Create(series, rule, exceeded, window, kind, isCertain, value, limit.Shown) with
        {
            Value = ReferenceLimit.Show(rule, value.Compared),
            Low = ReferenceLimit.Show(rule, value.Low),
            High = ReferenceLimit.Show(rule, value.High.Value),
            Estimate = ReferenceLimit.Show(rule, value.Estimate),
        };
    }

    private static Verdict OfParts(ReferenceSeries series, Rule rule, RuleLevel exceeded, ReferenceLevel level, ReferenceWindow window, ReferenceValue? value)
    {
        var limit = (double)ReferenceParts.LimitOf(rule, exceeded);
        var kind = level.Latch(Level.Exceeded).IsOn ? VerdictKind.Exceeded
            : value is { IsEnough: true } ? VerdictKind.Compliant
            : VerdictKind.Undetermined;
        var number = value is null ? null : (double?)ReferenceParts.Number(rule, level, ReferenceEpisode.Of(level.Parts, window, series.Point.HoldMilliseconds));
        return Create(series, rule, exceeded, window, kind, value?.Covered == value?.Length, value, limit) with { Value = number, Low = number, High = number, Estimate = number };
    }

    /// <summary>A verdict without its numbers. Flags are the window's, also where the value is that of one shift name.</summary>
    private static Verdict Create(
        ReferenceSeries series,
        Rule rule,
        RuleLevel exceeded,
        ReferenceWindow window,
        VerdictKind kind,
        bool isCertain,
        ReferenceValue? value,
        double limit)
    {
        var parts = series.Within(window, window.Start, window.End);
        var isUncorrected = parts.Any(part => part.IsUncorrected);
        var decided = isUncorrected && kind == VerdictKind.Compliant ? VerdictKind.Undetermined : kind;
        return new Verdict(
            series.Point.Id,
            rule.Id,
            series.Quantity,
            new Interval(new Instant(window.Start), new Instant(window.End)),
            window.Shift,
            decided,
            decided == VerdictKind.Compliant && isCertain,
            Value: null,
            ReferenceLimit.UnitOf(rule),
            Low: null,
            High: null,
            Estimate: null,
            limit,
            value is null ? 0 : (double)value.Covered / value.Length,
            parts.Any(part => part.IsCensored),
            isUncorrected,
            Revision: 0,
            exceeded.Clause);
    }
}
