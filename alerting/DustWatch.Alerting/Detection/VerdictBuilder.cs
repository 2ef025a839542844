using System.Numerics;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Says how a finished shift, day or week stands under the level <c>exceeded</c> of its rule.</summary>
internal static class VerdictBuilder
{
    /// <summary>Adds the verdict of the window of <paramref name="track"/>, or of each name of a week of shifts.</summary>
    /// <param name="place">Rule and series.</param>
    /// <param name="track">Its state, with the window still open.</param>
    /// <param name="side">What some rules need beside it.</param>
    /// <param name="evaluation">The final value; of a window without a valid interval nothing is covered.</param>
    /// <param name="isExceeded">Whether the latch <c>exceeded</c> was on at the end.</param>
    /// <param name="evaluator">Finds the value of a name.</param>
    /// <param name="output">Where verdicts go.</param>
    public static void Add(in TrackPlace place, in TrackState track, TrackSide? side, in Evaluation evaluation, bool isExceeded, Evaluator evaluator, Findings output)
    {
        if (place.Rule.Exceeded is not { } level)
        {
            return;
        }

        if (place.Rule.Aggregate != Aggregate.LexW)
        {
            output.Verdicts.Add(Build(place, track, side, evaluation, level, evaluation.Covered, evaluation.Length, isExceeded));
            return;
        }

        for (var name = 0; name < place.Series.Calendar.Names.Length; name++)
        {
            var one = evaluator.OfName(place, evaluation, name);
            if (Evaluator.LengthOfName(place, one) is > 0 and var length)
            {
                output.Verdicts.Add(Build(place, track, side, one, level, one.NameCovered, length, isExceeded: false));
            }
        }
    }

    private static Verdict Build(
        in TrackPlace place, in TrackState track, TrackSide? side, in Evaluation evaluation, BoundLevel level, long covered, long length, bool isExceeded)
    {
        var rule = place.Rule;
        var facts = WindowFacts.Of(place, track, evaluation, Step.None, side?.Minutes);
        var isUncorrected = (facts.Marks & SampleMarks.Uncorrected) != 0;
        var isEnough = covered > 0 && covered * FixedPoint.One >= length * rule.MinCoverageMillionths;
        var hasGap = covered < length;
        var (estimate, divisor) = EstimateOf(rule, evaluation, covered, length);
        var isAbove = rule.Parts is not null ? isExceeded : covered > 0 && IsAbove(LowOf(rule, evaluation), level.Above);
        var kind = isAbove ? VerdictKind.Exceeded
            : isEnough && !isUncorrected && (rule.IsRaw || !IsAbove((estimate, divisor), level.Above)) ? VerdictKind.Compliant
            : VerdictKind.Undetermined;
        var isCertain = kind == VerdictKind.Compliant && (!hasGap || (!rule.IsRaw && !IsAbove(WideOf(Bounds.HighOf(place, facts, evaluation)), level.Above)));
        return new Verdict(
            place.Series.Point.Id,
            rule.Rule.Id,
            rule.Quantity,
            new Interval(new Instant(evaluation.Start), new Instant(evaluation.At)),
            TransitionBuilder.ShiftOf(place, track, evaluation),
            kind,
            isCertain,
            covered == 0 ? null : rule.Show(evaluation.Sum, evaluation.Divisor),
            rule.Unit,
            covered == 0 ? null : Bounds.Low(rule, evaluation),
            covered == 0 ? null : Bounds.High(place, facts, evaluation),
            covered == 0 ? null : rule.IsRaw ? rule.Show(evaluation.Sum, 1) : Show(rule, estimate, divisor),
            level.Limit,
            length == 0 ? 0 : FixedPoint.Quotient(covered, length),
            (facts.Marks & SampleMarks.Censored) != 0,
            isUncorrected,
            Revision: 0,
            level.Clause);
    }

    /// <summary>Every gap taken as the covered mean: the mean itself, or the sum stretched to the whole length.</summary>
    private static (BigInteger Sum, BigInteger Divisor) EstimateOf(BoundRule rule, in Evaluation evaluation, long covered, long length) => rule switch
    {
        _ when covered == 0 => (0, 1),
        { IsRaw: true } => ((BigInteger)evaluation.Sum, 1),
        { Rule.IsDivisorFixed: true } => ((BigInteger)evaluation.WholeSum * length, (BigInteger)rule.Divisor * covered),
        _ => ((BigInteger)evaluation.WholeSum, covered),
    };

    private static (BigInteger Sum, BigInteger Divisor) LowOf(BoundRule rule, in Evaluation evaluation) =>
        rule.IsRaw ? ((BigInteger)evaluation.Sum, 1) : ((BigInteger)evaluation.WholeSum, Bounds.DivisorOf(rule, evaluation));

    private static (BigInteger Sum, BigInteger Divisor) WideOf((Int128 Numerator, Int128 Denominator) fraction) =>
        ((BigInteger)fraction.Numerator, (BigInteger)fraction.Denominator);

    private static bool IsAbove((BigInteger Sum, BigInteger Divisor) value, Int128 above) => value.Sum > (BigInteger)above * value.Divisor;

    /// <summary>As the rule shows a fraction; one that is too long for 128 bits loses as many low bits above and below, less than a double can tell.</summary>
    private static double? Show(BoundRule rule, BigInteger sum, BigInteger divisor)
    {
        var excess = (int)Math.Max(0, Math.Max(sum.GetBitLength(), divisor.GetBitLength() + 30) - 126);
        return rule.Show((Int128)(sum >> excess), (Int128)(divisor >> excess));
    }
}
