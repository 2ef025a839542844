namespace DustWatch.Alerting;

/// <summary>What a finished window says of a limit. Numbers are stored: never renumber.</summary>
public enum VerdictKind : byte
{
    /// <summary>数据不足: what is known decides neither way.</summary>
    Undetermined = 0,

    /// <summary>Enough is covered, and the window's estimate is within the limit.</summary>
    Compliant = 1,

    /// <summary>The limit is exceeded, whatever the gaps were.</summary>
    Exceeded = 2,
}
