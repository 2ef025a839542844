using DustWatch.Alerting;

namespace DustWatch.Tests.Alerting;

/// <summary>Compares transitions: everything that is a fact exactly, numbers to 10⁻⁹.</summary>
internal static class TransitionsAre
{
    /// <summary>What differs first, or null when nothing does.</summary>
    public static string? Different(IReadOnlyList<Transition> actual, IReadOnlyList<Transition> expected)
    {
        for (var i = 0; i < Math.Max(actual.Count, expected.Count); i++)
        {
            if (i >= actual.Count || i >= expected.Count || !IsSame(actual[i], expected[i]))
            {
                return $"transition {i} of {actual.Count}/{expected.Count}\n  is {(i < actual.Count ? actual[i] : null)}\n  not {(i < expected.Count ? expected[i] : null)}";
            }
        }

        return null;
    }

    private static bool IsSame(Transition a, Transition b) =>
        Facts(a) == Facts(b)
        && IsNear(a.Value, b.Value)
        && IsNear(a.Low, b.Low)
        && IsNear(a.High, b.High)
        && IsNear(a.Limit, b.Limit)
        && IsNear(a.Coverage, b.Coverage);

    private static Transition Facts(Transition transition) =>
        transition with { Value = null, Low = null, High = null, Limit = null, Coverage = null };

    public static bool IsNear(double? a, double? b) =>
        a.HasValue == b.HasValue && Math.Abs((a ?? 0) - (b ?? 0)) <= 1e-9 * Math.Max(1, Math.Abs(a ?? 0));
}
