namespace DustWatch.Alerting.Statistics;

/// <summary>What a comparison of results with a limit says.</summary>
public enum ComplianceVerdict
{
    /// <summary>The results do not suffice to say.</summary>
    Undetermined = 0,

    /// <summary>The limit is kept.</summary>
    Compliant = 1,

    /// <summary>The limit is not kept.</summary>
    NotCompliant = 2,
}
