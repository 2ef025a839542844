namespace DustWatch.Measurements;

/// <summary>HJ 212's data flags. Numbers are stored: never renumber.</summary>
public enum SampleFlag : byte
{
    /// <summary>N or empty: valid.</summary>
    Valid = 0,

    /// <summary>T: over range; valid and censored, it counts as at least the top of the range.</summary>
    OverRange = 1,

    /// <summary>M: maintenance; invalid.</summary>
    Maintenance = 2,

    /// <summary>C: calibration; invalid.</summary>
    Calibration = 3,

    /// <summary>D: fault; invalid.</summary>
    Fault = 4,

    /// <summary>F: stopped; invalid.</summary>
    Stopped = 5,

    /// <summary>S: set by hand; invalid.</summary>
    Manual = 6,

    /// <summary>B: communication lost; invalid.</summary>
    Communication = 7,
}
