namespace DustWatch.Measurements;

/// <summary>One value of one quantity at one point: the mean over the interval that ends at <paramref name="Time"/>. 24 bytes; pass it <c>in</c>.</summary>
/// <param name="Time">Event time.</param>
/// <param name="Value">10⁻⁶ of the quantity's unit, or 0.01 dB for a level (<see cref="QuantityTraits.Decimals"/>). Raw: no site factor applied.</param>
/// <param name="Point">Number of the monitoring point: its index in <see cref="Registry.Points"/>.</param>
/// <param name="Quantity">What was measured.</param>
/// <param name="Flag">The device's flag, or <see cref="SampleFlag.OverRange"/> set because the value is above the registered range.</param>
public readonly record struct Sample(Instant Time, long Value, int Point, Quantity Quantity, SampleFlag Flag);
