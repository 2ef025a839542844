using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Validation;

/// <summary>Samples that were set aside, with the time that they have when their device's clock is known to be off; only those that can be now.</summary>
/// <param name="Samples">In the order of their arrival.</param>
/// <param name="Quarantined">Positions of the records that had set them aside, for each sample.</param>
public sealed record MendedSamples(Sample[] Samples, long[] Quarantined)
{
    /// <summary>Mends what can be mended; the others stay where they are.</summary>
    /// <param name="quarantined">In any order.</param>
    /// <param name="offsetMilliseconds">How far the device's clock is ahead, ms; negative when it is behind.</param>
    /// <param name="now">Server time.</param>
    /// <param name="lateHorizonMilliseconds">How old a sample may be.</param>
    public static MendedSamples From(IEnumerable<QuarantinedSample> quarantined, long offsetMilliseconds, Instant now, long lateHorizonMilliseconds)
    {
        var mended = quarantined
            .OrderBy(q => q.Position)
            .Select(q => (q.Position, Sample: q.Sample with { Time = SampleMaker.Correct(q.Sample.Time, offsetMilliseconds) }))
            .Where(q => SampleMaker.JudgeTime(q.Sample.Time, now, lateHorizonMilliseconds) == RejectReason.None)
            .ToList();
        return new MendedSamples([.. mended.Select(q => q.Sample)], [.. mended.Select(q => q.Position)]);
    }
}
