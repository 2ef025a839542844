namespace DustWatch.Alerting;

/// <summary>Where a point stands under a rule, in rising order. Numbers are stored: never renumber.</summary>
public enum Level : byte
{
    /// <summary>Nothing to report.</summary>
    Normal = 0,

    /// <summary>预警: the action level is passed.</summary>
    Notice = 1,

    /// <summary>The limit will be exceeded by the end of the shift if the last 15 minutes go on.</summary>
    Projected = 2,

    /// <summary>超标: the limit is exceeded.</summary>
    Exceeded = 3,

    /// <summary>严重超标.</summary>
    Severe = 4,

    /// <summary>Of data-quality rules, which have only this and normal.</summary>
    Fault = 5,
}
