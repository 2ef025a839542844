using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Reflection;
using DustWatch.Alerting;
using DustWatch.Alerting.Operators;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting.Operators;

/// <summary>OnNext* (OnError | OnCompleted)?, one at a time, and nothing after a disposal.</summary>
[TestFixture]
internal sealed class RxGrammarTests
{
    private const long Minute = 60_000;

    private static readonly RuleSet Rules = Given.Rules(
        Given.Rule("r", Quantity.DustRespirable, new RuleWindow(WindowKind.Instant), Aggregate.Last, Given.Level(Level.Exceeded, 1)),
        Given.Offline());

    private static readonly Registry Registry = Given.Registry(Given.Point());

    private readonly List<string> _told = [];
    private Subject<Sample> _samples = new();
    private Subject<Instant> _ticks = new();

    [SetUp]
    public void Begin()
    {
        _told.Clear();
        (_samples, _ticks) = (new Subject<Sample>(), new Subject<Instant>());
    }

    [TearDown]
    public void End()
    {
        _samples.Dispose();
        _ticks.Dispose();
    }

    [Test]
    public void An_error_of_either_source_is_passed_on_and_nothing_follows_it([Values] bool isOfTicks)
    {
        using var subscription = Subscribe();
        _samples.OnNext(Given.Dust(Minute, 5));
        Fail(isOfTicks);
        PushEverything();
        Assert.That(_told, Is.EqualTo(new[] { "r", "error broken" }));
        Assert.That((_samples.HasObservers, _ticks.HasObservers), Is.EqualTo((false, false)));
    }

    [Test]
    public void The_end_of_the_samples_is_the_end_and_that_of_the_ticks_is_not()
    {
        using var subscription = Subscribe();
        _ticks.OnCompleted();
        _samples.OnNext(Given.Dust(Minute, 5));
        _samples.OnCompleted();
        Assert.That(_told, Is.EqualTo(new[] { "r", "end" }));
    }

    [Test]
    public void Nothing_follows_a_disposal()
    {
        var subscription = Subscribe();
        _samples.OnNext(Given.Dust(Minute, 5));
        subscription.Dispose();
        PushEverything();
        Fail(isOfTicks: false);
        Assert.That(_told, Is.EqualTo(new[] { "r" }));
        Assert.That((_samples.HasObservers, _ticks.HasObservers), Is.EqualTo((false, false)));
    }

    [Test]
    public void Nothing_follows_a_disposal_in_the_middle_of_a_batch()
    {
        using var batches = new Subject<ReadOnlyMemory<Sample>>();
        using var subscription = batches.DetectExceedances(Registry, Rules, _ticks).Take(1).Subscribe(Told(), () => _told.Add("end"));
        batches.OnNext(new[] { Given.Dust(Minute, 5), Given.Dust(2 * Minute, 0), Given.Dust(4 * Minute, 0), Given.Dust(5 * Minute, 5) });
        Assert.That(_told, Is.EqualTo(new[] { "r", "end" }));
        Assert.That((batches.HasObservers, _ticks.HasObservers), Is.EqualTo((false, false)));
    }

    [Test]
    public void A_disposal_frees_the_state()
    {
        var subscription = _samples.DetectExceedances(Registry, Rules, _ticks).Subscribe(Told());
        _samples.OnNext(Given.Dust(Minute, 5));
        var detector = subscription.GetType().GetField("_detector", BindingFlags.Instance | BindingFlags.NonPublic);
        Assert.That(detector?.GetValue(subscription), Is.Not.Null);
        subscription.Dispose();
        Assert.That(detector?.GetValue(subscription), Is.Null);
    }

    [Test]
    public void A_registry_that_cannot_be_judged_is_an_error_of_the_result([Values] bool byTick)
    {
        using var subscription = _samples.DetectExceedances(Given.Registry(Given.Point(interval: 0)), Rules, _ticks).Subscribe(Told(), error => _told.Add(error.GetType().Name));
        PushEverything(ticksFirst: byTick);
        Assert.That(_told, Is.EqualTo(new[] { nameof(ArgumentException) }));
    }

    [Test]
    public void An_observer_that_throws_takes_down_its_own_subscription_alone()
    {
        var detected = _samples.DetectExceedances(Registry, Rules, _ticks);
        var bad = 0;
        using var first = detected.Subscribe(_ =>
        {
            bad++;
            throw new InvalidOperationException("sink");
        });
        using var second = detected.Subscribe(Told());
        _samples.OnNext(Given.Dust(Minute, 5));
        _samples.OnNext(Given.Dust(2 * Minute, 0));
        _samples.OnNext(Given.Dust(4 * Minute, 0));
        Assert.That((bad, _told.Count), Is.EqualTo((1, 2)));
    }

    [Test]
    public void Each_subscription_judges_by_itself()
    {
        var detected = _samples.DetectExceedances(Registry, Rules, _ticks);
        using var first = detected.Subscribe(Told());
        _samples.OnNext(Given.Dust(Minute, 5));
        using var second = detected.Subscribe(Told());
        _samples.OnNext(Given.Dust(2 * Minute, 5));
        Assert.That(_told, Is.EqualTo(new[] { "r", "r" }), "the second knows nothing of what the first was told");
    }

    [Test]
    public void A_tick_waits_until_the_observer_has_taken_what_a_sample_made()
    {
        var tick = new Thread(() => _ticks.OnNext(Given.ShiftStart.Plus(30 * Minute)));
        using var subscription = _samples.DetectExceedances(Registry, Rules, _ticks).Subscribe(Observer.Create<Transition>(transition =>
        {
            _told.Add($"{transition.Rule} begins");
            if (transition.Rule == "r")
            {
                tick.Start();
                SpinWait.SpinUntil(() => tick.ThreadState is ThreadState.WaitSleepJoin or ThreadState.Stopped);
            }

            _told.Add($"{transition.Rule} ends");
        }));
        _samples.OnNext(Given.Dust(Minute, 5));
        tick.Join();
        Assert.That(_told, Is.EqualTo(new[] { "r begins", "r ends", "gone begins", "gone ends" }));
    }

    private IDisposable Subscribe() => _samples.DetectExceedances(Registry, Rules, _ticks).Subscribe(Told(), error => _told.Add($"error {error.Message}"), () => _told.Add("end"));

    private Action<Transition> Told() => transition => _told.Add(transition.Rule);

    private void Fail(bool isOfTicks)
    {
        var error = new InvalidOperationException("broken");
        if (isOfTicks)
        {
            _ticks.OnError(error);
        }
        else
        {
            _samples.OnError(error);
        }
    }

    private void PushEverything(bool ticksFirst = true)
    {
        if (ticksFirst)
        {
            _ticks.OnNext(Given.ShiftStart.Plus(60 * Minute));
        }

        _samples.OnNext(Given.Dust(61 * Minute, 5));
        _ticks.OnNext(Given.ShiftStart.Plus(90 * Minute));
        _samples.OnCompleted();
    }
}
