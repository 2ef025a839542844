namespace DustWatch.Backends.Sqlite;

/// <summary>What the body of a row of <c>log.db</c> holds. Numbers are stored: never renumber; a new layout is a new number.</summary>
internal enum LogRecordKind : byte
{
    /// <summary>Samples of 22 bytes each.</summary>
    Samples = 1,

    /// <summary>Nothing.</summary>
    Tick = 2,

    /// <summary>A version and a registry's JSON.</summary>
    Registry = 3,

    /// <summary>A sample, a device and a reason.</summary>
    Quarantine = 4,

    /// <summary>Points and how many of their values were refused.</summary>
    Refused = 5,

    /// <summary>A version and the rules' JSON.</summary>
    Rules = 6,

    /// <summary>Positions of quarantined samples that were taken in again.</summary>
    Readmission = 7,
}
