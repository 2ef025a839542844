using System.Diagnostics;

namespace DustWatch.Alerting.Standards;

/// <summary>Grading of work with productive dust (生产性粉尘作业分级): G = W_M · W_B · W_L (GBZ/T 229.1).</summary>
/// <param name="SilicaWeights">W_M by free silica, %.</param>
/// <param name="RatioWeights">W_B by B = C_TWA / limit.</param>
/// <param name="LabourWeights">W_L of labour intensity I to IV, in that order.</param>
/// <param name="Grades">Grades of G.</param>
public sealed record DustGrading(
    IReadOnlyList<GradingWeight> SilicaWeights,
    IReadOnlyList<GradingWeight> RatioWeights,
    IReadOnlyList<decimal> LabourWeights,
    GradeTable Grades)
{
    /// <summary>Grades a post.</summary>
    /// <param name="silicaPercent">Free silica in the dust, 0 to 100 %, as a laboratory reported it.</param>
    /// <param name="ratio">B, the time-weighted average over its limit; not negative.</param>
    /// <param name="labour">Labour intensity.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not 0 to 100 %, or the ratio is negative.</exception>
    public DustGrade Of(decimal silicaPercent, decimal ratio, LabourIntensity labour)
    {
        var silica = WeightOf(SilicaWeights, silicaPercent, nameof(silicaPercent));
        var exposure = WeightOf(RatioWeights, ratio, nameof(ratio));
        var work = LabourWeights[(int)labour - 1];
        var index = silica * exposure * work;
        return new DustGrade(silica, exposure, work, index, Grades.Of(index));
    }

    private static decimal WeightOf(IReadOnlyList<GradingWeight> weights, decimal value, string argument)
    {
        Debug.Assert(weights.Count > 0, "A pack's grading has weights.");
        foreach (var line in weights)
        {
            if (line.Values.Holds(value))
            {
                return line.Weight ?? value;
            }
        }

        throw new ArgumentOutOfRangeException(argument, value, "No line of the standard's table has it.");
    }
}
