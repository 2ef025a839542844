namespace DustWatch.Alerting.Detection;

/// <summary>A rule's value at one instant as fractions of whole numbers, ready to be compared.</summary>
internal struct Evaluation
{
    public long At;
    public long Start; // of the window
    public long Length; // ms of the window so far, without breaks
    public long Covered; // ms of it
    public bool IsEnough; // coverage ≥ minCoverage

    public Int128 Sum; // the compared value is Sum / Divisor
    public long Divisor;

    public Int128 WholeSum; // Σ weight · d of the window
    public long WholeLength; // ms; when above 0 the value counts for going on only where WholeSum / WholeLength is above too

    public bool HasProjection;
    public Int128 RateSum; // of the last 15 min: rate = RateSum / RateCovered
    public long RateCovered;
    public long Remaining; // ms to the end of the shift

    public long CoveredTotal; // of the series, up to At
    public int Holds; // of windows of parts: bit by level, whether it is passed; else -1
    public int Name; // of a week of shifts: whose shifts
    public long NameCovered; // ms of that

    public bool IsBroken; // runs start again here
    public long UncoveredFrom; // the last uncovered stretch, if it is long: runs in which more than MostUncovered of it lies start again
    public long UncoveredUntil;
    public long MostUncovered;
    public bool IsFrozen; // latches may not go off

    /// <summary>Numerator of the projected value, over <see cref="ProjectedDivisor"/>.</summary>
    public readonly Int128 ProjectedSum
    {
        get
        {
            unchecked
            {
                return Wide.Times(Sum, RateCovered) + Wide.Times(RateSum, Remaining);
            }
        }
    }

    public readonly Int128 ProjectedDivisor => Wide.Product(Divisor, RateCovered);
}
