using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection.Calm;

/// <summary>
/// Finds how long, up to what value and up to what sum judging one sample of a series after the other cannot change anything but sums. Bounds, not
/// estimates: they err on the side of judging a sample. Samples are taken to be valid, without marks, and at most one and a half intervals apart.
/// </summary>
/// <remarks>
/// In doubles, each side of a comparison widened by 10⁻¹²: the few operations here are wrong by less than 10⁻¹⁵ each.
/// A window that moves on by Δ while all of Δ is covered keeps at least the covered time it had, and gains at most what Δ adds.
/// </remarks>
internal sealed class CalmBounds(DetectionPlan plan, DetectionState state)
{
    private const double Widening = 1e-12;
    private const double Unbounded = 1L << 60;
    private const long MinuteMilliseconds = 60_000;

    /// <summary>Looks at a series that has just judged a valid sample.</summary>
    /// <param name="number">The series.</param>
    /// <param name="longest">ms; longer is of no use.</param>
    /// <param name="steady">ms; for so long it is of use that levels that are on stay so.</param>
    /// <param name="calm">What was found.</param>
    /// <returns><see langword="false"/> when every sample has to be judged by itself.</returns>
    public bool TryFind(int number, long longest, long steady, out CalmBound calm)
    {
        var series = plan.Series[number];
        var traits = Quantities.Of(series.Quantity);
        var high = Math.Min(int.MaxValue, traits.Maximum);
        calm = default;
        for (var i = 0; i < series.Rules.Length; i++)
        {
            if (!TryRead(series, number, i, out var latches))
            {
                return false;
            }

            high = Math.Min(high, latches.High);
        }

        if (high < 0 || traits.Minimum < 0)
        {
            return false; // what leaves a sum must not make it larger
        }

        var (time, sum) = ((double)longest, Unbounded);
        for (var i = 0; i < series.Rules.Length && time > 0 && sum > 0; i++)
        {
            TryRead(series, number, i, out var latches);
            var rule = series.Rules[i];
            var place = new TrackPlace(series, number, rule, series.FirstTrack + i, state.Rings[number]);
            var room = Unbounded;
            time = Math.Min(time, TimeOf(place, latches, (long)time, steady, ref room));
            if (room < 0)
            {
                return false;
            }

            if (rule.Weights.IsLinear)
            {
                sum = Math.Min(sum, room);
            }
            else
            {
                var weight = Real(rule.Weights.Of(high));
                time = weight > 0 ? Math.Min(time, room / weight * (1 - Widening)) : time;
            }
        }

        calm = new CalmBound((long)time, high, (long)sum);
        return calm.Milliseconds > 0 && calm.Sum > 0;
    }

    private bool TryRead(SeriesPlan series, int number, int index, out CalmLatches calm)
    {
        var rule = series.Rules[index];
        var track = series.FirstTrack + index;
        calm = default;
        if (rule.Calm.Kind == CalmKind.Never
            || !CalmLatches.TryRead(rule, state.Latches.AsSpan(plan.FirstLatchOf[track], plan.LatchesOf(track)), state.Tracks[track].IsQuiet, state.Series[number].HasSpikes, out calm)
            || state.Sides[track]?.Flap is { IsFlapping: true })
        {
            return false;
        }

        calm.High = Math.Min(calm.High, rule.Calm.PartHigh);
        return true;
    }

    /// <summary>For how long nothing changes by the passing of time; <paramref name="room"/> becomes what its sum may gain, in weight · ms.</summary>
    private double TimeOf(in TrackPlace place, in CalmLatches calm, long longest, long steady, ref double room)
    {
        ref readonly var track = ref state.Tracks[place.Track];
        if (!place.Rule.IsTumbling)
        {
            return place.Rule.Calm.Kind switch
            {
                CalmKind.Instant => calm.Below < 0 ? longest : 0,
                CalmKind.Minutes => OfMinutes(place, calm, longest, ref room),
                _ => OfSliding(place, track, calm, longest, steady, ref room),
            };
        }

        var now = state.Fronts[place.Number].LastTime;
        var isInside = now > track.Start;
        var time = Math.Min(longest, (isInside ? track.End : track.Start) - now);
        if (time <= 0 || (isInside && (!track.IsOpen || track.Covered == 0)))
        {
            return 0;
        }

        if (place.HasBreaks && place.Rule.HasProjection
            && place.Worked(track, now - BoundRule.ProjectionMilliseconds, now + time) != BoundRule.ProjectionMilliseconds + time)
        {
            return 0; // the rate around breaks is taken interval by interval
        }

        return isInside ? Math.Min(time, OfTumbling(place, track, calm, now, time, steady, ref room)) : time;
    }

    private double OfTumbling(in TrackPlace place, in TrackState track, in CalmLatches calm, long now, long longest, long steady, ref double room)
    {
        var sum = Real(track.Sum);
        switch (place.Rule.Calm.Kind)
        {
            case CalmKind.Highest:
                return track.Raw <= calm.Above ? longest : 0;
            case CalmKind.Parts:
                return OfParts(place, now, longest);
            case CalmKind.Mean:
                room = Room(calm.Above * track.Covered, sum);
                return calm.Below <= 0 ? longest : Room(sum, calm.Below * track.Covered) / calm.Below * (1 - Widening);
            default:
                room = Room(calm.Above * place.Rule.Divisor, place.Rule.Aggregate == Aggregate.LexW ? HighestName(place) : sum);
                return calm.Projected is null ? longest : OfProjection(place, track, calm, now, longest, steady, ref room);
        }
    }

    /// <summary>The sum of the week's shifts of the name that has the highest.</summary>
    private double HighestName(in TrackPlace place)
    {
        var highest = 0d;
        foreach (var sum in state.Sides[place.Track]?.Names?.Sums ?? [])
        {
            highest = Math.Max(highest, Real(sum));
        }

        return highest;
    }

    /// <summary>Parts that end are judged not to be above; one that is above already has to be judged at its end.</summary>
    private double OfParts(in TrackPlace place, long now, long longest)
    {
        if (state.Sides[place.Track]?.Parts is not { } runs || place.Rule.Parts is not { } parts)
        {
            return 0;
        }

        var isAbove = runs.End != PartRuns.None && runs.Sum > Wide.Times(parts.Above, runs.Covered);
        return isAbove ? Math.Min(longest, runs.End - 1 - now) : longest;
    }

    private double OfSliding(in TrackPlace place, in TrackState track, in CalmLatches calm, long longest, long steady, ref double room)
    {
        if (place.Ring is not { } ring)
        {
            return 0;
        }

        var now = state.Fronts[place.Number].LastTime;
        var (wide, covered) = track.Sliding.Within(ring, place.Rule.Weights, now - place.Rule.SlidingMilliseconds, long.MaxValue, 0);
        var sum = Real(wide);
        room = Room(calm.Above * covered, sum);
        return calm.Below < 0 ? longest : Falling(place, track, ring, now, steady, calm.Below, sum, covered);
    }

    /// <summary>How long the mean of a sliding window certainly stays at or above <paramref name="below"/>: all of it, a part of it, or not at all.</summary>
    private static double Falling(in TrackPlace place, in TrackState track, IntervalRing ring, long now, long steady, double below, double sum, long covered)
    {
        for (var time = steady; time > 0; time = ShorterOf(time, steady))
        {
            var left = sum - Leaving(place, track, ring, now, time);
            if (left * (1 - Widening) >= below * Math.Min(place.Rule.SlidingMilliseconds, covered + time) * (1 + Widening))
            {
                return time;
            }
        }

        return 0;
    }

    /// <summary>The most that leaves a sliding window when it moves on by <paramref name="time"/> ms: intervals are taken whole.</summary>
    private static double Leaving(in TrackPlace place, in TrackState track, IntervalRing ring, long now, long time)
    {
        var edge = now - place.Rule.SlidingMilliseconds + time;
        var until = ring.FirstAfter(track.Sliding.Tail, edge);
        until += until < ring.Head && ring[until].Start < edge ? 1 : 0;
        return Real(ring.Sum(track.Sliding.Tail, until, place.Rule.Weights, place.Rule.Over).Sum);
    }

    /// <summary>The left edge jumps by whole minutes: a minute more than what has passed may leave. While a level is on, each sample is judged.</summary>
    private double OfMinutes(in TrackPlace place, in CalmLatches calm, long longest, ref double room)
    {
        if (calm.Below >= 0 || state.Sides[place.Track]?.Minutes is not { } minutes || minutes.Covered <= MinuteMilliseconds)
        {
            return 0;
        }

        room = Room(calm.Above * (minutes.Covered - MinuteMilliseconds), Real(minutes.Sum));
        return longest;
    }

    private static double OfProjection(in TrackPlace place, in TrackState track, in CalmLatches calm, long now, long longest, long steady, ref double room)
    {
        if (place.Ring is not { } ring || calm.Projected is not { } projected)
        {
            return 0;
        }

        var (wide, covered) = track.Sliding.Within(ring, place.Rule.Weights, now - BoundRule.ProjectionMilliseconds, long.MaxValue, 0);
        var (rate, sum, remaining) = (Real(wide), Real(track.Sum), (double)place.Worked(track, now, track.End));
        if (!calm.IsProjectedOn)
        {
            // sum + gain + (rate + gain)/covered · remaining ≤ above · divisor
            var left = Room(projected.AboveWeight * place.Rule.Divisor, sum + (rate / covered * remaining));
            room = Math.Min(room, left / (1 + (remaining / covered)) * (1 - Widening));
            return longest;
        }

        for (var time = steady; time > 0; time = ShorterOf(time, steady))
        {
            var lowestRate = Math.Max(0, rate - Leaving(place, track, ring, now, time)) / Math.Min(BoundRule.ProjectionMilliseconds, covered + time);
            var lowest = sum + (lowestRate * Math.Max(0, remaining - time));
            if (lowest * (1 - Widening) >= projected.BelowWeight * place.Rule.Divisor * (1 + Widening))
            {
                return time;
            }
        }

        return 0;
    }

    /// <summary>The next time to try, a quarter of <paramref name="time"/>; 0 when what is left of <paramref name="steady"/> is of no use.</summary>
    private static long ShorterOf(long time, long steady)
    {
        const int Part = 4;
        const int LeastPart = 64;
        return time / Part >= steady / LeastPart ? time / Part : 0;
    }

    /// <summary>By how much <paramref name="sum"/> may certainly grow without passing <paramref name="limit"/>; negative when it may have passed it.</summary>
    private static double Room(double limit, double sum) => Math.Min((limit * (1 - Widening)) - (sum * (1 + Widening)), Unbounded);

    private static double Real(Int128 value) => value <= long.MaxValue ? (long)value : (double)value; // nothing here is negative
}
