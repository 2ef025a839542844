using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using DustWatch.Alerting;
using DustWatch.Alerting.Operators;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting.Operators;

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
    public void Ticks_of_a_scheduler_are_those_of_its_time_for_batches_too()
    {
        var scheduler = new HistoricalScheduler(Given.ShiftStart.ToDateTimeOffset());
        using var batches = new Subject<ReadOnlyMemory<Sample>>();
        var told = new List<Transition>();
        using var subscription = batches.DetectExceedances(Registry, Rules, scheduler).Subscribe(told.Add);
        scheduler.AdvanceBy(TimeSpan.FromMinutes(5));
        batches.OnNext(new[] { Given.Dust(3 * Minute, 0), Given.Dust(4 * Minute, 0) });
        scheduler.AdvanceBy(TimeSpan.FromMinutes(9));
        Assert.That(told, Is.Empty, "arrival counts, not the samples' time");
        scheduler.AdvanceBy(TimeSpan.FromMinutes(2));
        Assert.That(told.Select(t => (t.Rule, t.At)), Is.EqualTo(new[] { ("gone", Given.ShiftStart.Plus(15 * Minute)) }));
    }

    [Test]
    public void Verdicts_are_told_of_every_window_that_has_ended([Values] bool inBatches)
    {
        var rules = Given.Rules(Given.Rule("twa", Quantity.DustRespirable, new RuleWindow(WindowKind.Shift), Aggregate.Twa8h, Given.Level(Level.Exceeded, 1)));
        Sample[] samples = [.. Enumerable.Range(1, 16 * 60).Select(minute => Given.Dust(minute * Minute, minute <= 480 ? 2 : 0.5m)), Given.Dust((16 * 60 * Minute) + 1, 0)];
        var verdicts = inBatches
            ? Observable.Return<ReadOnlyMemory<Sample>>(samples, ImmediateScheduler.Instance).DetectVerdicts(Registry, rules, Observable.Never<Instant>())
            : samples.ToObservable(ImmediateScheduler.Instance).DetectVerdicts(Registry, rules, Observable.Never<Instant>());
        Assert.That(verdicts.ToEnumerable().Select(v => (v.Shift, v.Kind, v.Value)), Is.EqualTo(new[] { ("08-16", VerdictKind.Exceeded, 2.0), ("16-24", VerdictKind.Compliant, 0.5) }));
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
