using System.Reactive.Concurrency;
using System.Reactive.Linq;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Operators;

/// <summary>Ticks made from a scheduler, whatever its time is.</summary>
internal static class SchedulerTicks
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>The scheduler's time, each second from the subscription on.</summary>
    public static IObservable<Instant> Of(IScheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        return Observable.Interval(Period, scheduler).Select(_ => Instant.From(scheduler.Now));
    }
}
