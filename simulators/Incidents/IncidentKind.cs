namespace DustWatch.Simulator.Incidents;

/// <summary>What goes wrong.</summary>
public enum IncidentKind
{
    /// <summary>Castings are cleaned with a pneumatic chisel.</summary>
    Chipping,

    /// <summary>A dust collector stops.</summary>
    CollectorFails,

    /// <summary>A filter clogs over hours.</summary>
    FilterClogs,

    /// <summary>A saw cuts, stops, cuts.</summary>
    SawRuns,

    /// <summary>A device sends nothing.</summary>
    DeviceSilent,

    /// <summary>A sensor shows the same value again and again.</summary>
    SensorSticks,
}
