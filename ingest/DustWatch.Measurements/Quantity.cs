namespace DustWatch.Measurements;

/// <summary>What is measured; each has one unit in the whole program (<see cref="Quantities"/>). Numbers are stored: never renumber.</summary>
public enum Quantity : byte
{
    /// <summary>Total dust (总尘), mg/m³.</summary>
    DustTotal = 1,

    /// <summary>Respirable dust (呼尘), mg/m³.</summary>
    DustRespirable = 2,

    /// <summary>A-weighted equivalent level, dB(A).</summary>
    NoiseLaeq = 3,

    /// <summary>Maximum A-weighted level, time weighting F, dB(A).</summary>
    NoiseLafmax = 4,

    /// <summary>C-weighted peak level, dB(C).</summary>
    NoiseLcpeak = 5,

    /// <summary>Air temperature, °C; context without a limit.</summary>
    Temperature = 6,

    /// <summary>Relative humidity, %RH; context without a limit.</summary>
    Humidity = 7,

    /// <summary>Air pressure, kPa; context without a limit.</summary>
    Pressure = 8,

    /// <summary>Wind speed, m/s; context without a limit.</summary>
    WindSpeed = 9,

    /// <summary>Wind direction, °; context without a limit.</summary>
    WindDirection = 10,

    /// <summary>PM10, mg/m³; environmental, neither total nor respirable dust.</summary>
    Pm10 = 11,

    /// <summary>PM2.5, mg/m³; environmental, neither total nor respirable dust.</summary>
    Pm25 = 12,

    /// <summary>Total suspended particles, mg/m³; environmental, not total dust.</summary>
    Tsp = 13,
}
