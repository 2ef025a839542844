using System.Diagnostics;
using DustWatch.Alerting.Rules;

namespace DustWatch.Alerting.Detection.Calm;

/// <summary>Adds samples that have been waiting to the windows of every rule of their series.</summary>
internal sealed class CalmSums(DetectionPlan plan, DetectionState state, RuleJudge judge)
{
    private readonly Findings _nothing = new();

    /// <summary>The samples are in the ring already, and the series' own state still stands before them.</summary>
    public void Settle(int number, ReadOnlySpan<RingSlot> samples, long last)
    {
        var series = plan.Series[number];
        ref var cover = ref state.Series[number];
        var first = cover.CoveredEnd;
        var hasOthers = false;
        var (added, slid) = (default(Added), default(Slid));
        for (var i = 0; i < series.Rules.Length; i++)
        {
            var rule = series.Rules[i];
            ref var track = ref state.Tracks[series.FirstTrack + i];
            var place = new TrackPlace(series, number, rule, series.FirstTrack + i, state.Rings[number]);
            if (HasOwnWay(place))
            {
                hasOthers = true;
            }
            else if (rule.IsInstant)
            {
                SettleInstant(ref track, samples, last);
            }
            else
            {
                added = Sum(rule, samples, added);
                if (rule.IsTumbling)
                {
                    SettleTumbling(place, ref track, added, ref slid, samples, first, last);
                }
                else
                {
                    SettleSliding(place, ref track, added, ref slid, last);
                    track.Raw = samples[^1].Value;
                }
            }
        }

        if (hasOthers)
        {
            Replay(number, samples);
        }

        cover.CoveredTotal += last - first;
        cover.CoveredEnd = last;
    }

    /// <summary>Whether it takes more than adding up: parts, buckets, breaks, names of shifts.</summary>
    private static bool HasOwnWay(in TrackPlace place) =>
        place.Rule.Calm.Kind is CalmKind.Parts or CalmKind.Minutes || place.HasBreaks || place.Rule.Aggregate == Aggregate.LexW;

    private static void SettleInstant(ref TrackState track, ReadOnlySpan<RingSlot> samples, long last)
    {
        ref readonly var newest = ref samples[^1];
        (track.Start, track.End, track.Covered, track.Marks) = (last - newest.Milliseconds, last, newest.Milliseconds, newest.Marks);
        (track.PeakTime, track.PeakValue, track.Raw) = (last, newest.Value, newest.Value);
    }

    private static void SettleSliding(in TrackPlace place, ref TrackState track, in Added added, ref Slid slid, long last)
    {
        if (slid.IsLike(place.Rule, track.Sliding))
        {
            track.Sliding = slid.After;
            return;
        }

        slid = new Slid { Rule = place.Rule, Before = track.Sliding };
        unchecked
        {
            track.Sliding.Sum += added.Sum;
        }

        track.Sliding.Covered += added.Milliseconds;
        track.Sliding.Counted += added.Counted;
        track.Sliding.Advance(place.Ring!, place.Rule.Weights, place.Rule.Over, last - place.Rule.SlidingMilliseconds);
        slid.After = track.Sliding;
    }

    private static void SettleTumbling(in TrackPlace place, ref TrackState track, in Added added, ref Slid slid, ReadOnlySpan<RingSlot> samples, long first, long last)
    {
        if (place.Rule.HasProjection)
        {
            SettleSliding(place, ref track, added, ref slid, last);
        }

        if (last <= track.Start)
        {
            return; // between shifts
        }

        track.Covered += added.Milliseconds;
        var minutes = !place.Rule.IsRaw && place.Series.RangeTop is null;
        if (minutes)
        {
            SettleMinutes(ref track.Minutes, place.Rule.Weights, samples, first);
        }

        if (added.Highest > track.PeakValue)
        {
            SettlePeak(ref track, samples, added.Highest, last);
        }

        track.Raw = place.Rule.IsRaw ? track.PeakValue : samples[^1].Value;
        if (!place.Rule.IsRaw)
        {
            unchecked
            {
                track.Sum += added.Sum;
            }
        }
    }

    private static void SettleMinutes(ref HighestMinute minutes, Weights weights, ReadOnlySpan<RingSlot> samples, long from)
    {
        foreach (ref readonly var sample in samples)
        {
            var end = from + sample.Milliseconds;
            minutes.Add(weights, from, end, sample.Value);
            from = end;
        }
    }

    private static void SettlePeak(ref TrackState track, ReadOnlySpan<RingSlot> samples, long highest, long last)
    {
        foreach (ref readonly var sample in samples)
        {
            if (sample.Value == highest)
            {
                (track.PeakTime, track.PeakValue) = (sample.EndBefore(last), highest);
                return;
            }
        }
    }

    /// <summary>The sum of the samples' weights; taken over from the rule before where it would be the same.</summary>
    private static Added Sum(BoundRule rule, ReadOnlySpan<RingSlot> samples, in Added before)
    {
        if (ReferenceEquals(before.Weights, rule.Weights) && before.Over == rule.Over)
        {
            return before;
        }

        var (sum, narrow, milliseconds, counted, highest) = (default(Int128), 0L, 0L, 0L, 0L);
        var (isLinear, over) = (rule.Weights.IsLinear, rule.Over);
        foreach (ref readonly var sample in samples)
        {
            unchecked
            {
                if (isLinear)
                {
                    narrow += sample.Value * sample.Milliseconds; // below 2³¹, for at most 2³⁰ ms in all
                }
                else
                {
                    sum += rule.Weights.Over(sample.Value, sample.Milliseconds);
                }

                milliseconds += sample.Milliseconds;
                counted += sample.Value > over ? 1 : 0;
                highest = Math.Max(highest, sample.Value);
            }
        }

        return new Added { Weights = rule.Weights, Over = over, Sum = isLinear ? narrow : sum, Milliseconds = milliseconds, Counted = counted, Highest = highest };
    }

    /// <summary>The rules that look at each sample in a way of their own judge them one by one: by what calm means, nothing comes of it.</summary>
    private void Replay(int number, ReadOnlySpan<RingSlot> samples)
    {
        var series = plan.Series[number];
        ref var cover = ref state.Series[number];
        var (coveredEnd, coveredTotal) = (cover.CoveredEnd, cover.CoveredTotal);
        foreach (ref readonly var sample in samples)
        {
            var step = new Step
            {
                From = cover.CoveredEnd,
                To = cover.CoveredEnd + sample.Milliseconds,
                Value = sample.Value,
                IsValid = true,
                Marks = sample.Marks,
                IsBroken = false,
                SilentFrom = long.MaxValue,
                SilentUntil = long.MaxValue,
            };
            for (var i = 0; i < series.Rules.Length; i++)
            {
                var place = new TrackPlace(series, number, series.Rules[i], series.FirstTrack + i, state.Rings[number]);
                if (HasOwnWay(place))
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

    private struct Added
    {
        public Weights? Weights;
        public long Over;
        public Int128 Sum;
        public long Milliseconds;
        public long Counted;
        public long Highest;
    }
}
