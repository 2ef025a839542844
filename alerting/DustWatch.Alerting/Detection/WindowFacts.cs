using DustWatch.Alerting.Rules;

namespace DustWatch.Alerting.Detection;

/// <summary>What a transition tells of a window beside its value: the highest sample, the highest minute, whether something was censored.</summary>
internal struct WindowFacts
{
    public bool HasPeak;
    public long PeakTime;
    public long PeakValue;
    public SampleMarks Marks;
    public HighestMinute Minutes;

    /// <summary>Of the window of <paramref name="evaluation"/>. A sliding window is read from the ring: transitions are rare.</summary>
    public static WindowFacts Of(in TrackPlace place, in TrackState track, in Evaluation evaluation, in Step step, MinuteBuckets? minutes)
    {
        var start = evaluation.Start;
        if (place.Rule.Rule.Window.Kind != WindowKind.Sliding)
        {
            return new WindowFacts
            {
                HasPeak = track.Covered > 0,
                PeakTime = track.PeakTime,
                PeakValue = track.PeakValue,
                Marks = track.Marks,
                Minutes = track.Minutes,
            };
        }

        var facts = default(WindowFacts);
        if (minutes is not null)
        {
            foreach (var minute in minutes.Read().Where(minute => minute.End > start))
            {
                facts.Add(minute);
            }

            return facts;
        }

        if (place.Ring is { } ring)
        {
            for (var number = Math.Max(track.Sliding.Tail, ring.Tail); number < ring.Head; number++)
            {
                var slot = ring[number];
                if (slot.End > evaluation.Start)
                {
                    facts.Add(place.Rule, Math.Max(slot.Start, evaluation.Start), slot.End, slot.Value, slot.Marks);
                }
            }
        }

        if (step.IsValid)
        {
            facts.Add(place.Rule, Math.Max(step.From, evaluation.Start), step.To, step.Value, step.Marks);
        }

        return facts;
    }

    private void Add(in Minute minute)
    {
        if (!HasPeak || minute.PeakValue > PeakValue)
        {
            (HasPeak, PeakTime, PeakValue) = (true, minute.PeakTime, minute.PeakValue);
        }

        Marks |= minute.Marks;
        Minutes.Take(minute.Sum, minute.Covered);
    }

    private void Add(BoundRule rule, long from, long to, long value, SampleMarks marks)
    {
        if (!HasPeak || value > PeakValue)
        {
            (HasPeak, PeakTime, PeakValue) = (true, to, value);
        }

        Marks |= marks;
        Minutes.Add(rule.Weights, from, to, value);
    }
}
