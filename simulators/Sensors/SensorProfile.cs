namespace DustWatch.Simulator.Sensors;

/// <summary>What a point's surroundings are like on an ordinary day.</summary>
/// <param name="Total">Total dust while work goes on, mg/m³; 0 where it is not measured.</param>
/// <param name="Respirable">Respirable dust while work goes on, mg/m³; 0 where it is not measured.</param>
/// <param name="Noise">Level while work goes on, dB(A).</param>
/// <param name="CycleMilliseconds">Period of the machine that sets the pace.</param>
/// <param name="PhaseMilliseconds">When in each interval the device samples.</param>
internal sealed record SensorProfile(double Total, double Respirable, double Noise, long CycleMilliseconds, long PhaseMilliseconds);
