namespace DustWatch.Alerting.Detection;

/// <summary>Samples that are held back for reordering.</summary>
public sealed partial class Detector
{
    private void Hold(int local, int number, in HeldSample sample, Findings output)
    {
        var lateness = _plan.Series[number].LatenessMilliseconds;
        var held = _state.Held[number] ??= new HeldBack();
        held.Add(sample);
        Release(local, number, held, held.CountPassed(lateness), output);
        if (held.Count > 0)
        {
            NextRelease = Math.Min(NextRelease, sample.Arrival + lateness);
        }
    }

    /// <summary>Judges what has been held back for its series' lateness at <paramref name="clock"/>; what comes before it by time goes with it.</summary>
    private void ReleaseDue(long clock, Findings output)
    {
        NextRelease = long.MaxValue;
        for (var number = 0; number < _plan.Series.Length && _plan.HasLateness; number++)
        {
            if (_state.Held[number] is not { Count: > 0 } held)
            {
                continue;
            }

            var lateness = _plan.Series[number].LatenessMilliseconds;
            Release(_plan.Series[number].Local, number, held, held.CountArrived(clock - lateness), output);
            if (held.Count > 0)
            {
                NextRelease = Math.Min(NextRelease, held.EarliestArrival() + lateness);
            }
        }
    }

    /// <summary>After a change: judges what was held back of series that hold nothing back any more.</summary>
    private void ReleaseUnheld(Findings output)
    {
        for (var number = 0; number < _plan.Series.Length; number++)
        {
            if (_state.Held[number] is { } held && _plan.Series[number].LatenessMilliseconds == 0)
            {
                Release(_plan.Series[number].Local, number, held, held.Count, output);
                _state.Held[number] = null;
            }
        }
    }

    private void Release(int local, int number, HeldBack held, int count, Findings output)
    {
        for (; count > 0; count--)
        {
            var sample = held.Release();
            Take(local, number, sample.Sample, sample.LastArrival, sample.Arrival, output);
        }
    }
}
