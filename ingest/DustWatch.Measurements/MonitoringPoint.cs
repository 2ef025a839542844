using System.Collections.ObjectModel;

namespace DustWatch.Measurements;

/// <summary>A monitoring point (监测点位): one place in one workshop, or one worker's device.</summary>
/// <param name="Number">Its index in <see cref="Registry.Points"/>; it never changes while an installation lives.</param>
/// <param name="Id">The registry's id, unique over all enterprises.</param>
/// <param name="Enterprise">Id of its enterprise.</param>
/// <param name="Workshop">Workshop, or empty.</param>
/// <param name="Post">Post (岗位), or empty.</param>
/// <param name="Agent">Id of a row of the dust table, or <c>noise</c>; null when none is stated.</param>
/// <param name="SilicaPercent">Free silica, %, as a laboratory reported it; null when none did.</param>
/// <param name="Jurisdiction">Whose limits bind: <c>cn</c> by default; several jurisdictions, or ids of standards packs, separated by commas.</param>
/// <param name="Quantities">What it measures.</param>
/// <param name="IntervalMilliseconds">Sampling interval, ms.</param>
/// <param name="Ranges">Top of the instrument's range by quantity, in 10^-decimals of the unit; a quantity without one is absent.</param>
/// <param name="Calendar">Its calendar, or the default one in its enterprise's zone.</param>
/// <param name="Workers">Exposed workers, or 0.</param>
public sealed record MonitoringPoint(
    int Number,
    string Id,
    string Enterprise,
    string Workshop,
    string Post,
    string? Agent,
    decimal? SilicaPercent,
    string Jurisdiction,
    IReadOnlyList<Quantity> Quantities,
    long IntervalMilliseconds,
    IReadOnlyDictionary<Quantity, long> Ranges,
    ShiftCalendar Calendar,
    int Workers)
{
    /// <summary>The sampling interval of a point that states none: 60 s.</summary>
    public const long DefaultIntervalMilliseconds = 60_000;

    /// <summary>The jurisdiction of a point that states none.</summary>
    public const string DefaultJurisdiction = "cn";

    /// <summary>
    /// The instrument's resolution by quantity, in 10^-decimals of the unit; a quantity without one is absent, and counts as 0. A value that stays the same at or
    /// below it is clean air and no fault.
    /// </summary>
    public IReadOnlyDictionary<Quantity, long> Resolutions { get; init; } = ReadOnlyDictionary<Quantity, long>.Empty;

    /// <summary>The parts of <see cref="Jurisdiction"/>, in its order.</summary>
    public IReadOnlyList<string> Jurisdictions => Jurisdiction.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>How far apart two samples may be for the later to cover the time between: 3 intervals.</summary>
    public long HoldMilliseconds => 3 * IntervalMilliseconds;
}
