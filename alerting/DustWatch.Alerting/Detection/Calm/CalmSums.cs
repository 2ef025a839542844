using System.Diagnostics;
using DustWatch.Alerting.Rules;

namespace DustWatch.Alerting.Detection.Calm;

/// <summary>Adds samples that have been waiting to the windows of every rule of their series.</summary>
internal sealed class CalmSums(DetectionPlan plan, DetectionState state, RuleJudge judge)
{
    private readonly Findings _nothing = new();

    /// <summary>
    /// Adds the intervals from number <paramref name="from"/> to before <paramref name="to"/>, the newest of the ring. The series' own state still stands before them.
    /// </summary>
    public void Settle(int number, IntervalRing ring, long from, long to)
    {
        var series = plan.Series[number];
        ref var cover = ref state.Series[number];
        var (newest, hasOthers) = (ring[to - 1], false);
        var (added, slid) = (default(Added), default(Slid));
        for (var i = 0; i < series.Rules.Length; i++)
        {
            var rule = series.Rules[i];
            ref var track = ref state.Tracks[series.FirstTrack + i];
            var place = new TrackPlace(series, number, rule, series.FirstTrack + i, ring);
            if (HasOwnWay(place))
            {
                hasOthers = true;
            }
            else if (rule.IsInstant)
            {
                SettleInstant(ref track, newest);
            }
            else
            {
                if (!added.IsOf(rule))
                {
                    added = new Added { Rule = rule, Sums = ring.Sum(from, to, rule.Weights, rule.Over) };
                }

                if (rule.IsTumbling)
                {
                    SettleTumbling(place, ref track, added.Sums, ref slid, (from, to), newest);
                }
                else
                {
                    SettleSliding(place, ref track, added.Sums, ref slid, newest.End);
                    track.Raw = newest.Value;
                }
            }
        }

        if (hasOthers)
        {
            Replay(number, ring, from, to);
        }

        cover.CoveredTotal += newest.End - cover.CoveredEnd;
        cover.CoveredEnd = newest.End;
    }

    /// <summary>Whether it takes more than adding up: parts, buckets, breaks, names of shifts.</summary>
    private static bool HasOwnWay(in TrackPlace place) =>
        place.Rule.Calm.Kind is CalmKind.Parts or CalmKind.Minutes || place.HasBreaks || place.Rule.Aggregate == Aggregate.LexW;

    private static void SettleInstant(ref TrackState track, in CoveredInterval newest)
    {
        (track.Start, track.End, track.Covered, track.Marks) = (newest.Start, newest.End, newest.Milliseconds, newest.Marks);
        (track.PeakTime, track.PeakValue, track.Raw) = (newest.End, newest.Value, newest.Value);
    }

    private static void SettleSliding(in TrackPlace place, ref TrackState track, in IntervalSums added, ref Slid slid, long last)
    {
        if (slid.IsLike(place.Rule, track.Sliding))
        {
            track.Sliding = slid.After;
            return;
        }

        slid = new Slid { Rule = place.Rule, Before = track.Sliding };
        track.Sliding.Add(added);
        track.Sliding.Advance(place.Ring!, place.Rule.Weights, place.Rule.Over, last - place.Rule.SlidingMilliseconds);
        slid.After = track.Sliding;
    }

    private void SettleTumbling(
        in TrackPlace place, ref TrackState track, in IntervalSums added, ref Slid slid, (long From, long To) numbers, in CoveredInterval newest)
    {
        if (place.Rule.HasProjection)
        {
            SettleSliding(place, ref track, added, ref slid, newest.End);
        }

        if (newest.End <= track.Start)
        {
            return; // between shifts
        }

        track.Covered += added.Milliseconds;
        if (!place.Rule.IsRaw && place.Series.RangeTop is null)
        {
            SettleMinutes(place, ref track.Minutes, numbers.From, numbers.To, state.Series[place.Number].CoveredEnd);
        }

        if (added.Highest > track.PeakValue)
        {
            (track.PeakTime, track.PeakValue) = (EndOfFirst(place.Ring!, numbers.From, numbers.To, added.Highest), added.Highest);
        }

        track.Raw = place.Rule.IsRaw ? track.PeakValue : newest.Value;
        if (!place.Rule.IsRaw)
        {
            unchecked
            {
                track.Sum += added.Sum;
            }
        }
    }

    private static void SettleMinutes(in TrackPlace place, ref HighestMinute minutes, long from, long to, long start)
    {
        var ring = place.Ring!;
        while (from < to)
        {
            var run = ring.RunFrom(from, to);
            if (run.Values.IsEmpty)
            {
                var interval = ring[from];
                minutes.Add(place.Rule.Weights, start, interval.End, interval.Value);
                (from, start) = (from + 1, interval.End);
            }
            else
            {
                minutes.Add(place.Rule.Weights, start, run);
                (from, start) = (from + run.Values.Length, start + run.Covered);
            }
        }
    }

    /// <summary>When the first interval ends that has a value.</summary>
    private static long EndOfFirst(IntervalRing ring, long from, long to, long value)
    {
        while (from < to && ring[from].Value != value)
        {
            from++;
        }

        return ring[from].End;
    }

    /// <summary>The rules that look at each sample in a way of their own judge them one by one: by what calm means, nothing comes of it.</summary>
    private void Replay(int number, IntervalRing ring, long from, long to)
    {
        var series = plan.Series[number];
        ref var cover = ref state.Series[number];
        var (coveredEnd, coveredTotal) = (cover.CoveredEnd, cover.CoveredTotal);
        for (; from < to; from++)
        {
            var sample = ring[from];
            var step = new Step
            {
                From = cover.CoveredEnd,
                To = sample.End,
                Value = sample.Value,
                IsValid = true,
                Marks = sample.Marks,
                IsBroken = false,
                SilentFrom = long.MaxValue,
                SilentUntil = long.MaxValue,
            };
            for (var i = 0; i < series.Rules.Length; i++)
            {
                var place = new TrackPlace(series, number, series.Rules[i], series.FirstTrack + i, ring);
                if (place.Rule.Calm.Kind == CalmKind.Minutes)
                {
                    judge.AdvanceMinutes(place, step);
                    state.Tracks[place.Track].Raw = step.Value;
                }
                else if (HasOwnWay(place))
                {
                    judge.Advance(place, step, _nothing);
                }
            }

            cover.CoveredTotal += sample.Milliseconds;
            cover.CoveredEnd = step.To;
        }

        (cover.CoveredEnd, cover.CoveredTotal) = (coveredEnd, coveredTotal);
        if (!_nothing.IsEmpty)
        {
            throw new UnreachableException($"{series.Point.Id} was not calm: {string.Join("; ", _nothing.Transitions)}");
        }
    }

    /// <summary>How a sliding sum moved: another rule's may move in the same way.</summary>
    private struct Slid
    {
        public BoundRule? Rule;
        public SlidingSum Before;
        public SlidingSum After;

        public readonly bool IsLike(BoundRule rule, in SlidingSum sliding) =>
            Rule is { } other
            && other.SlidingMilliseconds == rule.SlidingMilliseconds
            && ReferenceEquals(other.Weights, rule.Weights)
            && other.Over == rule.Over
            && Before.Tail == sliding.Tail && Before.Sum == sliding.Sum && Before.Covered == sliding.Covered && Before.Counted == sliding.Counted;
    }

    /// <summary>What samples come to: the same for another rule with the same weights.</summary>
    private struct Added
    {
        public BoundRule? Rule;
        public IntervalSums Sums;

        public readonly bool IsOf(BoundRule rule) => Rule is { } other && ReferenceEquals(other.Weights, rule.Weights) && other.Over == rule.Over;
    }
}
