namespace DustWatch.Alerting.Standards;

/// <summary>Physical labour intensity (体力劳动强度分级), I to IV.</summary>
public enum LabourIntensity
{
    /// <summary>Light.</summary>
    Light = 1,

    /// <summary>Medium.</summary>
    Medium = 2,

    /// <summary>Heavy.</summary>
    Heavy = 3,

    /// <summary>Very heavy.</summary>
    VeryHeavy = 4,
}
