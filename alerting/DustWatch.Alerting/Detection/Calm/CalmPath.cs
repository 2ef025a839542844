using System.Runtime.CompilerServices;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection.Calm;

/// <summary>
/// The short way of a sample. A series is calm while it is certain that judging its next samples one by one would change nothing but sums
/// (<see cref="CalmBounds"/>): they are only written down, and await. <see cref="Settle"/> adds them to the sums together, which gives the state that
/// judging each would have given, to the last bit.
/// </summary>
internal sealed class CalmPath(DetectionPlan plan, DetectionState state, RuleJudge judge)
{
    /// <summary>A calm of fewer intervals is not worth what it takes to find it, and to ask again before so many have passed neither.</summary>
    private const int IntervalsMin = 2;
    private const int IntervalsBetweenAttempts = 8;

    /// <summary>So many samples at the same spacing, and none at another, are taken to go on so.</summary>
    private const int EvenMin = 8;

    private const long LongestMilliseconds = 1 << 30; // sums of values below 2³¹ stay in 64 bits

    private readonly CalmBounds _bounds = new(plan, state);
    private readonly CalmQuality _quality = new(plan, state);
    private readonly CalmSums _sums = new(plan, state, judge);

    /// <summary>How many samples have gone this way, those left out that still await for the first time.</summary>
    public long Taken { get; private set; }

    /// <summary>Takes the next sample of a calm series that comes at an even pace.</summary>
    /// <returns><see langword="false"/> when the sample has to be looked at more closely; then nothing has changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryTake(ref SeriesFront front, ref BlockValues awaiting, in Sample sample, long arrival) =>
        unchecked(sample.Time.Milliseconds - front.LastTime) == front.Spacing && TryAdd(ref front, ref awaiting, sample, arrival, front.Spacing);

    /// <summary>Takes the next sample of a calm series that comes unevenly.</summary>
    /// <returns><see langword="false"/> when the sample has to be looked at more closely; then nothing has changed.</returns>
    public bool TryTakeUneven(int number, in Sample sample, long arrival)
    {
        ref var front = ref state.Fronts[number];
        if (front.Spacing != SeriesFront.Uneven || state.Spacings[number] is not { } spacings)
        {
            return false;
        }

        var (spacing, place) = (unchecked(sample.Time.Milliseconds - front.LastTime), front.Count);
        if (spacing < spacings.Shortest || spacing > spacings.Longest || !TryAdd(ref front, ref state.Awaiting[number], sample, arrival, spacing))
        {
            return false;
        }

        spacings.Milliseconds[place] = (int)spacing;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryAdd(ref SeriesFront front, ref BlockValues awaiting, in Sample sample, long arrival, long spacing)
    {
        unchecked
        {
            var time = sample.Time.Milliseconds;
            var weight = sample.Value * spacing;
            if (time > front.CalmUntil
                || (ulong)sample.Value > (ulong)(uint)front.CalmHigh
                || sample.Flag != SampleFlag.Valid
                || weight > front.CalmSum
                || (ulong)(arrival - time + front.ClockMax) > 2 * (ulong)(uint)front.ClockMax
                || front.Count >= IntervalBlock.Count)
            {
                return false;
            }

            front.CalmSum -= weight;
            front.LastTime = time;
            front.LastArrival = Math.Max(front.LastArrival, arrival);
            front.HasTaken = true;
            awaiting[front.Count++] = (int)sample.Value;
            return true;
        }
    }

    /// <summary>
    /// Takes the next sample of a series that is calm but whose block is full, or at another spacing, or whose calm is over only because it has lasted long enough.
    /// </summary>
    /// <returns><see langword="false"/> when the sample has to be judged by itself.</returns>
    public bool TryGoOn(int number, in Sample sample, long arrival)
    {
        ref var front = ref state.Fronts[number];
        if (front.CalmUntil == SeriesState.Never || state.Rings[number] is not { } ring)
        {
            return false;
        }

        if (sample.Time.Milliseconds <= front.CalmUntil && sample.Value > front.CalmHigh)
        {
            state.Series[number].HasSpikes = true;
            return false;
        }

        var spacing = sample.Time.Milliseconds - front.LastTime;
        if (spacing <= 0)
        {
            return false; // late, or a repeat
        }

        Await(number, ref front, ring);
        var isOver = sample.Time.Milliseconds > front.CalmUntil || sample.Value * spacing > front.CalmSum;
        if (isOver || !ring.HasPlaces(IntervalBlock.Count))
        {
            SettleRing(number, front, ring);
        }

        if (!ring.HasPlaces(IntervalBlock.Count))
        {
            front.CalmUntil = SeriesState.Never; // the next are judged until the oldest block is free
            return false;
        }

        if (isOver)
        {
            front.CalmUntil = SeriesState.Never;
            state.Series[number].HasSpikes = false;
            TryBegin(number);
        }

        if (spacing == front.Spacing)
        {
            return TryTake(ref front, ref state.Awaiting[number], sample, arrival);
        }

        var interval = plan.Series[number].IntervalMilliseconds;
        if (!UnevenSpacings.Holds(interval, spacing))
        {
            return false;
        }

        front.Spacing = SeriesFront.Uneven;
        state.Spacings[number] ??= new UnevenSpacings(interval);
        return TryTakeUneven(number, sample, arrival);
    }

    /// <summary>Makes a series calm where that is certain. It has just judged a valid sample without marks, or settled.</summary>
    public void TryBegin(int number)
    {
        var series = plan.Series[number];
        ref var front = ref state.Fronts[number];
        ref var cover = ref state.Series[number];
        if (front.LastTime < cover.CalmFrom || state.Rings[number] is not { } ring)
        {
            return;
        }

        var interval = series.IntervalMilliseconds;
        var clock = ClockOf(number, front);
        if (clock < 0
            || !ring.HasPlaces(IntervalBlock.Count)
            || !_bounds.TryFind(number, LongestMilliseconds, ring.AwaitingCount * interval, out var calm)
            || !TryConvert(series, front.LastTime, ref calm)
            || _quality.TimeOf(number, calm.Milliseconds, calm.High) is var time && time < IntervalsMin * interval)
        {
            cover.CalmFrom = front.LastTime + (IntervalsBetweenAttempts * interval);
            return;
        }

        (front.CalmUntil, front.CalmHigh, front.CalmSum) = (front.LastTime + time, (int)calm.High, calm.Sum);
        front.ClockMax = (int)clock;
        if (front.Spacing != SeriesFront.Uneven && !UnevenSpacings.Holds(interval, front.Spacing))
        {
            front.Spacing = (int)interval;
        }

        (front.First, front.Count) = ((byte)ring.HeadPlace, (byte)ring.HeadPlace);
        (cover.SameSince, front.HasFactor) = (state.Quality[number].SameSince, series.Factor is not null);
    }

    /// <summary>Adds the samples that await to everything that is kept of the series, and ends its calm.</summary>
    public void Settle(int number)
    {
        ref var front = ref state.Fronts[number];
        front.CalmUntil = SeriesState.Never;
        if (front.HasTaken && state.Rings[number] is { } ring)
        {
            Await(number, ref front, ring);
            SettleRing(number, front, ring);
            front.HasTaken = false;
        }
    }

    /// <summary>Moves the samples that await into the ring, as they are judged.</summary>
    private void Await(int number, ref SeriesFront front, IntervalRing ring)
    {
        Span<int> samples = state.Awaiting[number];
        samples = samples[front.First..front.Count];
        if (samples.IsEmpty)
        {
            return;
        }

        var run = RunOf(number, ref front, samples);
        NoteSame(front.LastTime, ref state.Series[number], run);
        if (front.HasFactor && plan.Series[number].Factor is { } factor)
        {
            foreach (ref var sample in samples)
            {
                sample = (int)factor.Apply(sample); // below 2³¹ too: CalmHigh sees to it
            }
        }

        ring.Await(run, front.LastTime);
        Taken += samples.Length;
        (front.First, front.Count) = ((byte)ring.HeadPlace, (byte)ring.HeadPlace);
    }

    /// <summary>What the samples that await cover. When many of them came evenly, the next are expected to.</summary>
    private IntervalRun RunOf(int number, ref SeriesFront front, ReadOnlySpan<int> samples)
    {
        if (front.Spacing != SeriesFront.Uneven)
        {
            return new IntervalRun(samples, front.Spacing);
        }

        ReadOnlySpan<int> spacings = state.Spacings[number]!.Milliseconds;
        spacings = spacings[front.First..front.Count];
        if (spacings.ContainsAnyExcept(spacings[0]))
        {
            return new IntervalRun(samples, spacings);
        }

        front.Spacing = samples.Length < EvenMin ? SeriesFront.Uneven : spacings[0];
        return new IntervalRun(samples, spacings[0]);
    }

    /// <summary>Finds since when the last of the samples' value has been the same; it came at <paramref name="last"/>.</summary>
    private static void NoteSame(long last, ref SeriesState series, in IntervalRun run)
    {
        var samples = run.Values;
        var first = samples.LastIndexOfAnyExcept(samples[^1]) + 1;
        if (first > 0 || samples[0] != series.LastValue)
        {
            series.SameSince = last - run.CoveredFrom(first + 1);
        }

        series.LastValue = samples[^1];
    }

    /// <summary>Adds what awaits in the ring to the windows of every rule, and to what the rules on quality keep.</summary>
    private void SettleRing(int number, in SeriesFront front, IntervalRing ring)
    {
        NoteArrival(number);
        var (from, to) = ring.TakeAwaiting();
        if (from < to)
        {
            _quality.Settle(number, ring, from, to);
            _sums.Settle(number, ring, from, to);
        }

        ring.TrimToNewest();
    }

    /// <summary>Settles every series of a point.</summary>
    public void SettlePoint(PointPlan point)
    {
        for (var number = point.FirstSeries; number < point.FirstSeries + point.SeriesCount; number++)
        {
            Settle(number);
        }
    }

    /// <summary>Settles every series.</summary>
    public void SettleAll()
    {
        for (var number = 0; number < plan.Series.Length; number++)
        {
            Settle(number);
        }
    }

    /// <summary>Makes bounds of values as they are judged bounds of values as they are sent; <see langword="false"/> where a factor is missing.</summary>
    private static bool TryConvert(SeriesPlan series, long now, ref CalmBound calm)
    {
        if (series.Factor is not { } factor)
        {
            return !series.IsOptical;
        }

        if (!factor.HoldsAt(now))
        {
            return false;
        }

        // x·K is rounded: a sample counts for half a unit more than it is at most.
        var high = Math.Clamp(decimal.Floor(calm.High / factor.K) - 1, 0, int.MaxValue);
        var sum = Math.Max(0, decimal.Floor((calm.Sum - (calm.Milliseconds / 2)) / factor.K) - 1);
        var time = factor.Until == long.MaxValue ? calm.Milliseconds : Math.Min(calm.Milliseconds, factor.Until - 1 - now);
        calm = new CalmBound(time, (long)high, sum > long.MaxValue ? long.MaxValue : (long)sum);
        return true;
    }

    private void NoteArrival(int number)
    {
        ref var last = ref state.Arrivals[plan.Series[number].Local].Last;
        last = Math.Max(last, state.Fronts[number].LastArrival);
    }

    /// <summary>How far time and arrival may lie apart so that no rule on arrival finds anything; negative when one has to look at each sample.</summary>
    private long ClockOf(int number, in SeriesFront front)
    {
        var series = plan.Series[number];
        var point = plan.Points[series.Local];
        if (series.LatenessMilliseconds > 0
            || state.Arrivals[series.Local].IsWatched
            || state.Series[number].ClosedUntil > front.LastTime
            || state.Histories[series.Local]?.HasChangeAfter(front.LastTime, (int)series.Quantity) == true)
        {
            return -1;
        }

        // Two arrivals lie no further apart than their times and twice this.
        var silence = point.AfterMillisecondsMin == long.MaxValue ? long.MaxValue : (point.AfterMillisecondsMin - 1 - (series.IntervalMilliseconds * 3 / 2)) / 2;
        var clock = Math.Min(Math.Min(point.ByMillisecondsMin, silence), int.MaxValue);
        return Math.Abs(front.LastArrival - front.LastTime) <= clock ? clock : -1;
    }
}
