using System.Reactive.Concurrency;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Operators;

/// <summary>Detection as Rx: samples in event time go in, transitions come out.</summary>
public static class ExceedanceOperators
{
    /// <summary>
    /// Judges batches of samples. Each subscription has a detector of its own. Samples count as arrived at the last tick, before the first tick at
    /// their own time. Silence counts from the first tick or sample. When the batches end and no tick has come, every point's clock becomes the
    /// largest time of all, as at the end of a backtest.
    /// </summary>
    /// <param name="batches">Samples in order of arrival. It ends the result; its error is passed on.</param>
    /// <param name="registry">The points.</param>
    /// <param name="rules">Rules for all points, or null for each point's default rules.</param>
    /// <param name="ticks">Server time, once a second, never falling. Its end changes nothing; its error is passed on.</param>
    /// <remarks>
    /// Samples come one at a time, as in all of Rx; ticks may come on another thread meanwhile, and wait. Transitions come on the thread of what made them. Disposing frees
    /// all state at once, and nothing follows. A registry that cannot be judged is an error of the result. An observer that throws loses its own
    /// subscription; the sources and their other observers go on.
    /// </remarks>
    public static IObservable<Transition> DetectExceedances(
        this IObservable<ReadOnlyMemory<Sample>> batches, Registry registry, RuleSet? rules, IObservable<Instant> ticks)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(ticks);
        return new DetectOperator<ReadOnlyMemory<Sample>, Transition>(
            batches, registry, rules, ticks, static (sink, batch) => sink.Take(batch.Span), static found => found.Transitions);
    }

    /// <summary>The same with ticks made each second from <paramref name="scheduler"/>, such as <see cref="HistoricalScheduler"/> in tests.</summary>
    public static IObservable<Transition> DetectExceedances(
        this IObservable<ReadOnlyMemory<Sample>> batches, Registry registry, RuleSet? rules, IScheduler scheduler) =>
        batches.DetectExceedances(registry, rules, SchedulerTicks.Of(scheduler));

    /// <summary>The same for one sample at a time.</summary>
    public static IObservable<Transition> DetectExceedances(
        this IObservable<Sample> samples, Registry registry, RuleSet? rules, IObservable<Instant> ticks)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(ticks);
        return new DetectOperator<Sample, Transition>(
            samples, registry, rules, ticks, static (sink, sample) => sink.Take(sample), static found => found.Transitions);
    }

    /// <summary>The same for one sample at a time, with ticks made each second from <paramref name="scheduler"/>.</summary>
    public static IObservable<Transition> DetectExceedances(
        this IObservable<Sample> samples, Registry registry, RuleSet? rules, IScheduler scheduler) =>
        samples.DetectExceedances(registry, rules, SchedulerTicks.Of(scheduler));
}
