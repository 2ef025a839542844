using System.Runtime.CompilerServices;
using DustWatch.Alerting.Detection.Calm;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>The short way of samples: <see cref="CalmPath"/>.</summary>
public sealed partial class Detector
{
    /// <summary>Takes a sample that arrived at its own time if it goes the short way; <see langword="false"/>: it has to be given to <see cref="OnSamples(ReadOnlySpan{Sample}, Findings)"/>.</summary>
    internal bool TryTakeCalm(in Sample sample)
    {
        if (!TryFindLocal(sample.Point, out var local) || !TryTakeCalm(local, sample, sample.Time.Milliseconds))
        {
            return false;
        }

        Latest = Instant.Max(Latest, sample.Time);
        return true;
    }

    /// <summary>The short way: <see cref="CalmPath"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTakeCalm(int local, in Sample sample, long arrival)
    {
        var number = _plan.Find(local, sample.Quantity);
        var isTaken = number >= 0
            && (CalmPath.TryTake(ref _state.Fronts[number], ref _state.Awaiting[number], sample, arrival) || _calm.TryTakeUneven(number, sample, arrival));
        _state.Samples += isTaken ? 1 : 0;
        return isTaken;
    }

    /// <summary>The short way of samples that arrived at their own time: how many from the first on go it, those of other shards counted.</summary>
    private int TakeCalm(ReadOnlySpan<Sample> batch)
    {
        var (fronts, awaiting, seriesOf) = (_state.Fronts, _state.Awaiting, _plan.SeriesOf);
        var (place, foreign, latest) = (0, 0, Latest.Milliseconds);
        for (; place < batch.Length; place++)
        {
            ref readonly var sample = ref batch[place];
            if (!TryFindLocal(sample.Point, out var local))
            {
                foreign++;
            }
            else if (seriesOf[local].Find(sample.Quantity) is var number
                && (number < 0
                    || (!CalmPath.TryTake(ref fronts[number], ref awaiting[number], sample, sample.Time.Milliseconds)
                        && !_calm.TryTakeUneven(number, sample, sample.Time.Milliseconds))))
            {
                break;
            }

            latest = Math.Max(latest, sample.Time.Milliseconds);
        }

        Latest = new Instant(latest);
        _state.Samples += place - foreign;
        return place;
    }
}
