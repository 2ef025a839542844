namespace DustWatch.Alerting.Standards;

/// <summary>How far and how often a short exposure may rise above an 8 h limit (GBZ 2.1-2019 6.3.3).</summary>
/// <param name="Times">Multiple of the limit above which a run counts.</param>
/// <param name="AtMost">How many runs a working day may have.</param>
/// <param name="LongestMilliseconds">How long one may last, ms.</param>
/// <param name="ApartMilliseconds">From the end of one to the start of the next at least, ms.</param>
/// <param name="NeverTimes">Multiple of the limit that is never passed.</param>
/// <param name="Citation">Where it stands, and its mark.</param>
public sealed record PeakExposureLimit(decimal Times, int AtMost, long LongestMilliseconds, long ApartMilliseconds, decimal NeverTimes, Citation Citation);
