using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>What judging a point again reads: older states of its shard, its samples, and what was found before. One thread.</summary>
public interface IReevaluationSource
{
    /// <summary>Detectors as they stood earlier, newest first, each made when it is asked for and given away.</summary>
    IEnumerable<Detector> ReadSnapshots();

    /// <summary>The stored samples of one point and quantity in (start, end], by time; of two with one time, the first that arrived.</summary>
    /// <exception cref="InvalidDataException">Some of them are damaged: what was found of the point stands.</exception>
    IEnumerable<Sample> ReadSamples(int point, Quantity quantity, Interval span);

    /// <summary>The last revision of every transition of a point with <c>at</c> at or after <paramref name="from"/>, withdrawn ones included.</summary>
    IReadOnlyList<Transition> ReadTransitions(string point, Instant from);

    /// <summary>The last revision of every verdict of a point on a window that ended at or after <paramref name="from"/>, withdrawn ones included.</summary>
    IReadOnlyList<VerdictRevision> ReadVerdicts(string point, Instant from);
}
