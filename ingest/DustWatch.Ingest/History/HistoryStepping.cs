using DustWatch.Measurements;

namespace DustWatch.Ingest.History;

/// <summary>How a history is cut into steps, aligned to UTC, and how far a sample reaches back.</summary>
/// <param name="Span">The steps whose ends lie in it are given.</param>
/// <param name="StepMilliseconds">Length of a step, above 0.</param>
/// <param name="HoldMilliseconds">How far apart two samples may be for the later to cover the time between.</param>
/// <param name="IntervalMilliseconds">What a sample covers otherwise, above 0.</param>
public readonly record struct HistoryStepping(Interval Span, long StepMilliseconds, long HoldMilliseconds, long IntervalMilliseconds)
{
    /// <summary>More steps than this are not computed at once.</summary>
    public const int CountMaximum = 20_000;

    /// <summary>The time that counts, where it is not all that the steps cover.</summary>
    public Interval? Within { get; init; }

    /// <summary>End of the first step: the first multiple of the step after the span's start.</summary>
    public Instant FirstEnd => new((FloorDivide(Span.Start.Milliseconds, StepMilliseconds) + 1) * StepMilliseconds);

    /// <summary>Number of steps; 0 when the span is shorter than to the first end.</summary>
    public long Count => Math.Max(0, FloorDivide(Span.End.Milliseconds, StepMilliseconds) - FloorDivide(Span.Start.Milliseconds, StepMilliseconds));

    /// <summary>The time that the steps cover, which starts before the span where a step does.</summary>
    public Interval Covered => new(FirstEnd.Plus(-StepMilliseconds), FirstEnd.Plus((Count - 1) * StepMilliseconds));

    /// <summary>The part of <see cref="Covered"/> that counts.</summary>
    public Interval Counted => Within is { } within ? new(Instant.Max(within.Start, Covered.Start), Instant.Min(within.End, Covered.End)) : Covered;

    /// <summary>How far a sample's interval can reach, ms.</summary>
    public long ReachMilliseconds => Math.Max(HoldMilliseconds, IntervalMilliseconds);

    /// <summary>Times of the samples whose intervals can overlap what counts, but for the one before them.</summary>
    public Interval SampleTimes => new(Counted.Start, Counted.End.Plus(ReachMilliseconds));

    private static long FloorDivide(long dividend, long divisor) =>
        (dividend / divisor) - (dividend % divisor < 0 ? 1 : 0);
}
