namespace DustWatch.Alerting.Rules;

/// <summary>What a rule looks at.</summary>
public enum RuleKind
{
    /// <summary>A quantity in a window against limits.</summary>
    Exposure = 0,

    /// <summary>Whether anything arrives from a point.</summary>
    Offline = 1,

    /// <summary>Whether a quantity reads the same value for too long.</summary>
    Stuck = 2,

    /// <summary>Whether an instrument is over its range.</summary>
    AboveRange = 3,

    /// <summary>Whether a quantity changes faster than anything real does.</summary>
    Step = 4,

    /// <summary>Whether a device's time is off.</summary>
    Clock = 5,

    /// <summary>Whether samples come as often as the registry says.</summary>
    Interval = 6,

    /// <summary>Whether most of what a point sends is refused.</summary>
    Refused = 7,

    /// <summary>Whether a quantity that needs a site factor has a valid one.</summary>
    Calibration = 8,
}
