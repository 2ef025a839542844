using DustWatch.Measurements;

namespace DustWatch.Ingest.Decoding;

/// <summary>A point and quantity as lines begin with them: what is the same for each of those lines.</summary>
internal struct CsvSeries
{
    /// <summary>Bytes of the beginning, with both commas.</summary>
    public int Length;

    /// <summary>Bits of the bytes that the beginning has of its first, second and third 32.</summary>
    public uint First;

    /// <inheritdoc cref="First"/>
    public uint Second;

    /// <inheritdoc cref="First"/>
    public uint Third;

    /// <summary>Number of the series that came after it last time.</summary>
    public int Next;

    /// <summary>Number of the point.</summary>
    public int Point;

    /// <summary>What was measured.</summary>
    public Quantity Quantity;

    /// <summary>Decimal places that are kept.</summary>
    public int Decimals;

    /// <summary>Smallest possible value, 10^-decimals of the unit.</summary>
    public long Minimum;

    /// <summary>Largest possible value, likewise.</summary>
    public long Maximum;

    /// <summary>Top of the instrument's range, likewise; the largest number where none is registered.</summary>
    public long RangeTop;
}
