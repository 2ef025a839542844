namespace DustWatch.Alerting.Rules;

/// <summary>What a rule looks at.</summary>
public enum RuleKind
{
    /// <summary>A quantity in a window against limits.</summary>
    Exposure = 0,

    /// <summary>Whether anything arrives from a point.</summary>
    Offline = 1,
}
