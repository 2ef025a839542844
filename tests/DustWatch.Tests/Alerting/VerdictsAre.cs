using DustWatch.Alerting;

namespace DustWatch.Tests.Alerting;

/// <summary>Compares verdicts: everything that is a fact exactly, numbers to 10⁻⁹.</summary>
internal static class VerdictsAre
{
    /// <summary>What differs first, or null when nothing does.</summary>
    public static string? Different(IReadOnlyList<Verdict> actual, IReadOnlyList<Verdict> expected)
    {
        for (var i = 0; i < Math.Max(actual.Count, expected.Count); i++)
        {
            if (i >= actual.Count || i >= expected.Count || !IsSame(actual[i], expected[i]))
            {
                return $"verdict {i} of {actual.Count}/{expected.Count}\n  is {(i < actual.Count ? actual[i] : null)}\n  not {(i < expected.Count ? expected[i] : null)}";
            }
        }

        return null;
    }

    private static bool IsSame(Verdict a, Verdict b) =>
        Facts(a) == Facts(b)
        && TransitionsAre.IsNear(a.Value, b.Value)
        && TransitionsAre.IsNear(a.Low, b.Low)
        && TransitionsAre.IsNear(a.High, b.High)
        && TransitionsAre.IsNear(a.Estimate, b.Estimate)
        && TransitionsAre.IsNear(a.Limit, b.Limit)
        && TransitionsAre.IsNear(a.Coverage, b.Coverage);

    private static Verdict Facts(Verdict verdict) => verdict with { Value = null, Low = null, High = null, Estimate = null, Limit = 0, Coverage = 0 };
}
