namespace DustWatch.Alerting.Detection.Calm;

/// <summary>How far a series is calm.</summary>
/// <param name="Milliseconds">For so long.</param>
/// <param name="High">While no sample is above this, scaled as samples are judged.</param>
/// <param name="Sum">And while the samples together, each times its ms, stay at or below this.</param>
internal readonly record struct CalmBound(long Milliseconds, long High, long Sum);
