using System.Reactive.Linq;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Operators;

/// <summary>Sliding time-weighted means of samples, exact to the millisecond.</summary>
public static class TimeWeightedOperator
{
    /// <summary>
    /// At each valid sample the mean over <c>(t − window, t]</c> of its point and quantity: each sample weighs as long as it covers, levels as energy,
    /// and a gap longer than three intervals counts for nothing. Late samples and repeats are passed over.
    /// </summary>
    /// <param name="samples">Samples of any points and quantities; of each in event time.</param>
    /// <param name="window">Length of the window: 1 ms to 15 min.</param>
    /// <param name="interval">Sampling interval of the points; 60 s when not stated.</param>
    public static IObservable<TimeWeightedValue> TimeWeighted(this IObservable<Sample> samples, TimeSpan window, TimeSpan? interval = null)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var milliseconds = (long)window.TotalMilliseconds;
        ArgumentOutOfRangeException.ThrowIfLessThan(milliseconds, 1, nameof(window));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(milliseconds, RuleWindow.ExactMillisecondsMax, nameof(window));
        var spacing = interval is { } stated ? (long)stated.TotalMilliseconds : MonitoringPoint.DefaultIntervalMilliseconds;
        ArgumentOutOfRangeException.ThrowIfLessThan(spacing, 1, nameof(interval));
        return Observable.Create<TimeWeightedValue>(observer =>
        {
            var series = new Dictionary<(int Point, Quantity Quantity), TimeWeightedSeries>();
            return samples.Subscribe(
                sample =>
                {
                    if (!series.TryGetValue((sample.Point, sample.Quantity), out var one))
                    {
                        one = new TimeWeightedSeries(sample.Quantity, milliseconds, spacing);
                        series.Add((sample.Point, sample.Quantity), one);
                    }

                    if (one.TryAdd(sample, out var value))
                    {
                        observer.OnNext(value);
                    }
                },
                observer.OnError,
                observer.OnCompleted);
        });
    }
}
