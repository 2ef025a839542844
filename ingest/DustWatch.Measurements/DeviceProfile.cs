namespace DustWatch.Measurements;

/// <summary>How to read what a device sends.</summary>
/// <param name="Clock">Whose time counts: <c>device</c> (its <c>ts</c>), <c>server</c> (arrival) or <c>offset</c> (its <c>ts</c> less <see cref="OffsetMilliseconds"/>).</param>
/// <param name="Optical">Quantities that need a site factor before they are compared with a limit.</param>
/// <param name="Map">The device's own names to names of quantities.</param>
/// <param name="Factors">Site factors (光散射 K) by quantity.</param>
public sealed record DeviceProfile(
    string Clock,
    IReadOnlyList<Quantity> Optical,
    IReadOnlyDictionary<string, Quantity> Map,
    IReadOnlyDictionary<Quantity, SiteFactor> Factors)
{
    /// <summary>The longest <see cref="LatenessMilliseconds"/>: 1 h.</summary>
    public const long LatenessMillisecondsMax = 3_600_000;

    /// <summary>The largest offset in either direction, 100 years: some clocks begin at 1970 or 2000 after every loss of power.</summary>
    public const long OffsetMillisecondsMax = 36_525L * 86_400_000;

    /// <summary>How far the device's clock is known to be ahead, ms; negative when it is behind. Counts with the clock <c>offset</c> only.</summary>
    public long OffsetMilliseconds { get; init; }

    /// <summary>How long its samples are held back so that those that come in another order are judged in order of time, ms; 0: not at all.</summary>
    public long LatenessMilliseconds { get; init; }

    /// <summary>A device that states nothing: its own clock, no optical quantity, no names of its own.</summary>
    public static readonly DeviceProfile Default = new("device", [], new Dictionary<string, Quantity>(), new Dictionary<Quantity, SiteFactor>());
}
