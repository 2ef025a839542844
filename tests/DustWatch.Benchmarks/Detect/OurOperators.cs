using System.Reactive.Linq;
using System.Reactive.Subjects;
using DustWatch.Alerting.Operators;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Detect;

/// <summary>Detection by this project's operator, with everything that it does.</summary>
internal static class OurOperators
{
    private const int BatchSamples = 4096;

    /// <summary>A sample a call.</summary>
    /// <param name="registry">Its points.</param>
    /// <param name="rules">What they are held to; null for the default rules of each point's agent.</param>
    public static Func<Sample[], long> PerItem(Registry registry, RuleSet? rules)
    {
        var source = new Subject<Sample>();
        var transitions = 0L;
        source.DetectExceedances(registry, rules, Observable.Never<Instant>()).Subscribe(_ => transitions++);
        return round =>
        {
            foreach (var sample in round)
            {
                source.OnNext(sample);
            }

            return round.Length;
        };
    }

    /// <summary>4096 samples a call.</summary>
    /// <param name="registry">Its points.</param>
    /// <param name="rules">What they are held to; null for the default rules of each point's agent.</param>
    public static Func<Sample[], long> InBatches(Registry registry, RuleSet? rules)
    {
        var source = new Subject<ReadOnlyMemory<Sample>>();
        var transitions = 0L;
        source.DetectExceedances(registry, rules, Observable.Never<Instant>()).Subscribe(_ => transitions++);
        return round =>
        {
            for (var at = 0; at < round.Length; at += BatchSamples)
            {
                source.OnNext(round.AsMemory(at, Math.Min(BatchSamples, round.Length - at)));
            }

            return round.Length;
        };
    }
}
