using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>The numbers of a point's series by quantity, in 16 bytes: every sample asks for one.</summary>
internal struct PointSeries
{
    private const int Bits = 4; // a place among the point's series, plus 1; 0: none
    private const ulong Mask = (1 << Bits) - 1;

    private ulong _places; // by quantity
    private readonly int _first;

    /// <summary>Of a point whose first series has the number <paramref name="first"/>.</summary>
    public PointSeries(int first) => _first = first;

    /// <summary>Notes that the point's next series is the one of <paramref name="quantity"/>.</summary>
    public void Add(Quantity quantity, int number) => _places |= (ulong)(number - _first + 1) << ((int)quantity * Bits);

    /// <summary>The series' number, or -1.</summary>
    public readonly int Find(Quantity quantity)
    {
        var place = (int)((_places >> ((int)quantity * Bits)) & Mask);
        return place == 0 ? -1 : _first + place - 1;
    }
}
