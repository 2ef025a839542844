using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using DustWatch.Alerting;
using DustWatch.Alerting.Operators;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

[TestFixture]
internal sealed class OperatorTests
{
    private const long Minute = 60_000;

    private static readonly RuleSet Rules = Given.Rules(
        Given.Rule("r", Quantity.DustRespirable, new RuleWindow(WindowKind.Instant), Aggregate.Last, Given.Level(Level.Exceeded, 1)),
        Given.Offline());

    private static readonly Registry Registry = Given.Registry(Given.Point());

    [Test]
    public void Items_and_batches_give_what_a_backtest_gives()
    {
        Sample[] samples = [Given.Dust(0, 2), Given.Dust(Minute, 0), Given.Dust(30 * Minute, 5), Given.Dust(31 * Minute, 5)];
        var items = samples.ToObservable(ImmediateScheduler.Instance).DetectExceedances(Registry, Rules, Observable.Never<Instant>()).ToEnumerable().ToList();
        var batch = Observable.Return<ReadOnlyMemory<Sample>>(samples, ImmediateScheduler.Instance)
            .DetectExceedances(Registry, Rules, Observable.Never<Instant>()).ToEnumerable().ToList();
        Assert.That(items, Is.Not.Empty);
        Assert.That(items, Is.EquivalentTo(Given.Backtest(Registry, Rules, samples)));
        Assert.That(batch, Is.EqualTo(items));
    }

    [Test]
    public void Ticks_of_a_scheduler_find_silence()
    {
        var scheduler = new HistoricalScheduler(Given.ShiftStart.ToDateTimeOffset());
        var told = new List<Transition>();
        using var subscription = Observable.Never<Sample>().DetectExceedances(Registry, Rules, scheduler).Subscribe(told.Add);
        scheduler.AdvanceBy(TimeSpan.FromMinutes(11));
        Assert.That(told.Select(t => (t.Rule, t.At)), Is.EqualTo(new[] { ("gone", Given.ShiftStart.Plus((10 * Minute) + 1_000)) }));
    }

    [Test]
    public void An_error_is_passed_on_and_nothing_follows_it()
    {
        using var samples = new Subject<Sample>();
        using var ticks = new Subject<Instant>();
        var told = new List<string>();
        using var subscription = samples.DetectExceedances(Registry, Rules, ticks).Subscribe(_ => told.Add("next"), error => told.Add(error.Message), () => told.Add("end"));
        ticks.OnError(new InvalidOperationException("broken"));
        samples.OnNext(Given.Dust(Minute, 5));
        samples.OnCompleted();
        Assert.That(told, Is.EqualTo(new[] { "broken" }));
        Assert.That(samples.HasObservers, Is.False);
    }

    [Test]
    public void Disposing_lets_go_of_both_sources()
    {
        using var samples = new Subject<Sample>();
        using var ticks = new Subject<Instant>();
        samples.DetectExceedances(Registry, Rules, ticks).Subscribe(_ => { }).Dispose();
        Assert.That((samples.HasObservers, ticks.HasObservers), Is.EqualTo((false, false)));
    }

    [Test]
    public void An_observer_that_throws_takes_down_its_own_subscription_alone()
    {
        using var samples = new Subject<Sample>();
        var detected = samples.DetectExceedances(Registry, Rules, Observable.Never<Instant>());
        var told = new List<Transition>();
        var bad = 0;
        using var first = detected.Subscribe(_ =>
        {
            bad++;
            throw new InvalidOperationException("sink");
        });
        using var second = detected.Subscribe(told.Add);
        samples.OnNext(Given.Dust(Minute, 5));
        samples.OnNext(Given.Dust(2 * Minute, 0));
        samples.OnNext(Given.Dust(4 * Minute, 0));
        Assert.That((bad, told.Count), Is.EqualTo((1, 2)));
    }

    [Test]
    public void A_time_weighted_mean_weighs_each_sample_as_long_as_it_covers()
    {
        Sample[] samples = [Given.Dust(Minute, 1), Given.Dust(3 * Minute, 4), Given.Noise(Minute, 60), Given.Noise(2 * Minute, 90)];
        var means = samples.ToObservable(ImmediateScheduler.Instance).TimeWeighted(TimeSpan.FromMinutes(3)).ToEnumerable().ToList();
        Assert.That(means.Select(mean => mean.Value), Is.EqualTo(new double?[] { 1, 3, 60, 10 * Math.Log10((1e6 + 1e9) / 2) }).Within(1e-9));
        Assert.That(means[1].Coverage, Is.EqualTo(1));
    }
}
