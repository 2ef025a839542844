namespace DustWatch.Alerting.Detection;

/// <summary>One rule of one series, and where its state stands.</summary>
/// <param name="Series">The series.</param>
/// <param name="Number">Its number.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Track">Number of its track.</param>
/// <param name="Ring">The series' ring, or null when no rule needs one yet.</param>
internal readonly record struct TrackPlace(SeriesPlan Series, int Number, BoundRule Rule, int Track, IntervalRing? Ring);
