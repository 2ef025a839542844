namespace DustWatch.Simulator.Scenario;

/// <summary>An enterprise of the demo district. All names are made up.</summary>
/// <param name="Name">As the registry shows it.</param>
/// <param name="District">Id of its district.</param>
/// <param name="Industry">What it does.</param>
/// <param name="Calendar">Id of the calendar of all its posts.</param>
internal sealed record Employer(string Name, string District, Industry Industry, string Calendar);
