namespace DustWatch.Simulator.Scenario;

/// <summary>A kind of workplace in an industry.</summary>
/// <param name="Workshop">As the registry shows it.</param>
/// <param name="Name">The post (岗位).</param>
/// <param name="Agent">Id of a row of the dust table, or <c>noise</c>.</param>
/// <param name="Dust">Which dust is measured: <c>T</c>, <c>R</c>, <c>TR</c> or nothing.</param>
/// <param name="Noise">An ordinary level, dB(A); 0 where noise is not measured.</param>
internal sealed record Post(string Workshop, string Name, string Agent, string Dust, double Noise);
