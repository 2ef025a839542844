namespace DustWatch.Alerting;

/// <summary>Why a level changed. Numbers are stored: never renumber.</summary>
public enum TransitionReason : byte
{
    /// <summary>A latch went on, or the highest one that is on rose.</summary>
    Raised = 0,

    /// <summary>A latch went off because the value stayed below its clearing value.</summary>
    Cleared = 1,

    /// <summary>The shift, day or week ended; no all-clear.</summary>
    WindowEnd = 2,

    /// <summary>A late sample showed that it never was.</summary>
    Withdrawn = 3,

    /// <summary>The rule was replaced.</summary>
    RuleChanged = 4,
}
