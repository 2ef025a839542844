using DustWatch.Alerting.Rules;

namespace DustWatch.Alerting.Detection;

/// <summary>One rule of one series, and where its state stands.</summary>
/// <param name="Series">The series.</param>
/// <param name="Number">Its number.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Track">Number of its track.</param>
/// <param name="Ring">The series' ring, or null when no rule needs one yet.</param>
internal readonly record struct TrackPlace(SeriesPlan Series, int Number, BoundRule Rule, int Track, IntervalRing? Ring)
{
    /// <summary>Whether breaks are cut out of the rule's windows.</summary>
    public bool HasBreaks => Series.Calendar.HasBreaks && Rule.Rule.Window.Tumbling == WindowKind.Shift;

    /// <summary>ms of (<paramref name="from"/>, <paramref name="to"/>] that are no break of the window of <paramref name="track"/>.</summary>
    public long Worked(in TrackState track, long from, long to) =>
        HasBreaks ? Series.Calendar.WorkedMilliseconds(track.Shift, track.Start, from, to) : Math.Max(0, to - from);
}
