namespace DustWatch.Alerting;

/// <summary>What a finished shift, day or week shows. Numbers are stored: never renumber.</summary>
public enum VerdictKind : byte
{
    /// <summary>数据不足: not enough data to say.</summary>
    Undetermined = 0,

    /// <summary>Enough is covered, and the estimate is within the limit.</summary>
    Compliant = 1,

    /// <summary>Above the limit, however the gaps are taken.</summary>
    Exceeded = 2,
}
