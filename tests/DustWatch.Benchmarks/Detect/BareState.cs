namespace DustWatch.Benchmarks.Detect;

/// <summary>What the bare exact loop keeps of one point, beside its ring. Sums are 10⁻⁶ mg/m³ × ms.</summary>
internal struct BareState
{
    public long LastTime;
    public long WindowSum;
    public long WindowCovered;
    public long Shift; // number of the shift since the epoch
    public long ShiftSum;
    public int Oldest; // place in the ring of the first interval that may overlap the window
    public int Count;
    public BareLatch Mean;
    public BareLatch Exposure;
    public BareLatch Projected;
}
