using System.Reactive.Concurrency;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Operators;

/// <summary>
/// Verdicts as Rx: samples in event time go in, what became of each finished shift, day and week comes out. Everything that
/// <see cref="ExceedanceOperators"/> says of samples, ticks, errors and threads holds here; each subscription has a detector of its own.
/// </summary>
public static class VerdictOperators
{
    /// <summary>Judges batches of samples, and tells the final value, bounds and verdict of every window that has ended, whether or not it exceeded anything.</summary>
    /// <param name="batches">Samples in order of arrival. It ends the result; its error is passed on.</param>
    /// <param name="registry">The points.</param>
    /// <param name="rules">Rules for all points, or null for each point's default rules.</param>
    /// <param name="ticks">Server time, once a second, never falling. Its end changes nothing; its error is passed on.</param>
    public static IObservable<Verdict> DetectVerdicts(
        this IObservable<ReadOnlyMemory<Sample>> batches, Registry registry, RuleSet? rules, IObservable<Instant> ticks)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(ticks);
        return new DetectOperator<ReadOnlyMemory<Sample>, Verdict>(
            batches, registry, rules, ticks, static (sink, batch) => sink.Take(batch.Span), static found => found.Verdicts);
    }

    /// <summary>The same with ticks made each second from <paramref name="scheduler"/>.</summary>
    public static IObservable<Verdict> DetectVerdicts(
        this IObservable<ReadOnlyMemory<Sample>> batches, Registry registry, RuleSet? rules, IScheduler scheduler) =>
        batches.DetectVerdicts(registry, rules, SchedulerTicks.Of(scheduler));

    /// <summary>The same for one sample at a time.</summary>
    public static IObservable<Verdict> DetectVerdicts(
        this IObservable<Sample> samples, Registry registry, RuleSet? rules, IObservable<Instant> ticks)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(ticks);
        return new DetectOperator<Sample, Verdict>(
            samples, registry, rules, ticks, static (sink, sample) => sink.Take(sample), static found => found.Verdicts);
    }

    /// <summary>The same for one sample at a time, with ticks made each second from <paramref name="scheduler"/>.</summary>
    public static IObservable<Verdict> DetectVerdicts(
        this IObservable<Sample> samples, Registry registry, RuleSet? rules, IScheduler scheduler) =>
        samples.DetectVerdicts(registry, rules, SchedulerTicks.Of(scheduler));
}
