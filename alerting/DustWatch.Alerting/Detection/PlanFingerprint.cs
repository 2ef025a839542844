using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Writes down what judging depends on, so that two plans or rules can be told apart.</summary>
internal static class PlanFingerprint
{
    public static byte[] Of(DetectionPlan plan)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        // Many points have the same rules and calendars: what is said of one is said once.
        var keys = new Dictionary<object, byte[]>(ReferenceEqualityComparer.Instance);
        foreach (var point in plan.Points)
        {
            Append(hash, $"{point.Point.Number} {point.Point.Id} {point.Point.IntervalMilliseconds} ");
            Append(hash, keys, point.Point.Calendar, KeyOf);
            foreach (var rule in point.Quality)
            {
                Append(hash, keys, rule, KeyOf);
            }

            foreach (var series in plan.Series.AsSpan(point.FirstSeries, point.SeriesCount))
            {
                Append(hash, $"{series.Quantity} {series.RangeTop} {series.Resolution} {series.IsOptical} {series.Factor} {series.LatenessMilliseconds}\n");
                foreach (var rule in series.Rules)
                {
                    Append(hash, keys, rule, KeyOf);
                }
            }
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Everything in a bound rule that can change a result: the rule, and the agent's limit in its levels.</summary>
    public static string KeyOf(BoundRule rule) => string.Create(
        CultureInfo.InvariantCulture, $"{KeyOf(rule.Rule)} {rule.Parts} {string.Join(' ', rule.Levels.Select(level => level.Limit))}");

    public static string KeyOf(Rule rule) => string.Create(
        CultureInfo.InvariantCulture,
        $"{rule.Id} {rule.Kind} {rule.Quantity} {rule.Window} {rule.Aggregate} {rule.MinCoverage} {rule.MinElapsedMilliseconds} {rule.Dose} {rule.AfterMilliseconds} {rule.Over} {rule.PerSecond} {rule.ByMilliseconds} {rule.Flap} {rule.Clause} {string.Join(' ', rule.Levels)}");

    public static string KeyOf(ShiftCalendar calendar) => $"{calendar.Zone}|{string.Join(',', calendar.Shifts.Select(KeyOf))}";

    private static string KeyOf(Shift shift) =>
        $"{shift.Name}={shift.Start:HH:mm:ss.fff}-{shift.End:HH:mm:ss.fff}{string.Concat(shift.Breaks.Select(rest => $" {rest.Start:HH:mm:ss.fff}-{rest.End:HH:mm:ss.fff}"))}";

    private static void Append<T>(IncrementalHash hash, Dictionary<object, byte[]> keys, T of, Func<T, string> keyOf)
        where T : class
    {
        if (!keys.TryGetValue(of, out var key))
        {
            key = Encoding.UTF8.GetBytes(keyOf(of) + "\n");
            keys.Add(of, key);
        }

        hash.AppendData(key);
    }

    private static void Append(IncrementalHash hash, FormattableString text) => hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant(text)));
}
