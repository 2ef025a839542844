namespace DustWatch.Alerting.Standards;

/// <summary>What a number of a standard demands when it is passed.</summary>
public enum LimitKind
{
    /// <summary>It must not be passed.</summary>
    Limit = 0,

    /// <summary>Above it measures are due (action level, upper action value).</summary>
    Action = 1,

    /// <summary>The lower of two action values, or the bound of what counts as exposed work.</summary>
    LowerAction = 2,
}
