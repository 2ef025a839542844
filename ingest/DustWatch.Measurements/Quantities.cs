using System.Text;

namespace DustWatch.Measurements;

/// <summary>Names, units, scales and possible ranges of the quantities, as the wire formats and the API spell them.</summary>
public static class Quantities
{
    /// <summary>One more than the largest number of a <see cref="Quantity"/>: the length of an array indexed by it.</summary>
    public const int Count = 14;

    private static readonly QuantityTraits[] Traits = CreateTraits(); // [quantity]

    private static readonly byte[][] Names = [.. Traits.Select(t => t is null ? [] : Encoding.UTF8.GetBytes(t.Name))]; // [quantity]

    /// <summary>All quantities, in the order of their numbers.</summary>
    public static IReadOnlyList<Quantity> All { get; } = [.. Enum.GetValues<Quantity>()];

    /// <summary>What is known of <paramref name="quantity"/>.</summary>
    public static QuantityTraits Of(Quantity quantity) => Traits[(int)quantity];

    /// <summary>The name on every wire, such as <c>dust_respirable</c>.</summary>
    public static string NameOf(Quantity quantity) => Traits[(int)quantity].Name;

    /// <summary>Whether values are levels in 0.01 dB, and so are combined as energy only.</summary>
    public static bool IsDecibel(Quantity quantity) => quantity is Quantity.NoiseLaeq or Quantity.NoiseLafmax or Quantity.NoiseLcpeak;

    /// <summary>Whether people are exposed to it at work and it may have a limit; the others are context.</summary>
    public static bool IsExposure(Quantity quantity) => quantity is >= Quantity.DustTotal and <= Quantity.NoiseLcpeak;

    /// <summary>Finds the quantity with this UTF-8 name, without allocating.</summary>
    public static bool TryFind(ReadOnlySpan<byte> name, out Quantity quantity)
    {
        for (var i = 1; i < Count; i++)
        {
            if (name.SequenceEqual(Names[i]))
            {
                quantity = (Quantity)i;
                return true;
            }
        }

        quantity = default;
        return false;
    }

    /// <summary>Finds the quantity with this name.</summary>
    public static bool TryFind(string? name, out Quantity quantity)
    {
        quantity = name is null ? default : All.FirstOrDefault(q => NameOf(q) == name);
        return quantity != default;
    }

    private static QuantityTraits[] CreateTraits()
    {
        const long millionMilligrams = 1_000_000L * FixedPoint.One;
        var traits = new QuantityTraits[Count];
        void Add(Quantity quantity, string name, string unit, int decimals, long minimum, long maximum) =>
            traits[(int)quantity] = new QuantityTraits(quantity, name, unit, decimals, minimum, maximum);
        void Concentration(Quantity quantity, string name) => Add(quantity, name, "mg/m3", FixedPoint.Decimals, 0, millionMilligrams);
        void Level(Quantity quantity, string name, string unit) => Add(quantity, name, unit, Decibel.Decimals, 0, Decibel.Maximum.Hundredths);

        Concentration(Quantity.DustTotal, "dust_total");
        Concentration(Quantity.DustRespirable, "dust_respirable");
        Level(Quantity.NoiseLaeq, "noise_laeq", "dB(A)");
        Level(Quantity.NoiseLafmax, "noise_lafmax", "dB(A)");
        Level(Quantity.NoiseLcpeak, "noise_lcpeak", "dB(C)");
        Add(Quantity.Temperature, "temperature", "°C", FixedPoint.Decimals, -300 * FixedPoint.One, 10_000 * FixedPoint.One);
        Add(Quantity.Humidity, "humidity", "%RH", FixedPoint.Decimals, 0, 1_000 * FixedPoint.One);
        Add(Quantity.Pressure, "pressure", "kPa", FixedPoint.Decimals, 0, 100_000 * FixedPoint.One);
        Add(Quantity.WindSpeed, "wind_speed", "m/s", FixedPoint.Decimals, 0, 1_000 * FixedPoint.One);
        Add(Quantity.WindDirection, "wind_direction", "°", FixedPoint.Decimals, -360 * FixedPoint.One, 720 * FixedPoint.One);
        Concentration(Quantity.Pm10, "pm10");
        Concentration(Quantity.Pm25, "pm2_5");
        Concentration(Quantity.Tsp, "tsp");
        return traits;
    }
}
