namespace DustWatch.Alerting.Standards;

/// <summary>A post's grade and what it was computed from.</summary>
/// <param name="SilicaWeight">W_M.</param>
/// <param name="RatioWeight">W_B.</param>
/// <param name="LabourWeight">W_L.</param>
/// <param name="Index">G, their product.</param>
/// <param name="Grade">The grade of G.</param>
public sealed record DustGrade(decimal SilicaWeight, decimal RatioWeight, decimal LabourWeight, decimal Index, Grade Grade);
