using DustWatch.Dashboard.Pipeline;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Dashboard;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LiveViewTests
{
    private const long Minute = 60_000;

    private readonly LiveView _live = new();

    [Test]
    public void A_point_is_online_from_its_first_sample_until_ten_minutes_of_silence()
    {
        _live.Take([Batch(1, at: 0)]);
        _live.Take([new Tick(2, new Instant((10 * Minute) - 1))]);
        Assert.That(_live.PresenceOf(0).IsOnline, Is.True);

        _live.Take([new Tick(3, new Instant(10 * Minute))]);
        Assert.That(_live.PresenceOf(0), Is.EqualTo(new Presence(false, new Instant(0), new Instant(0))));
    }

    [Test]
    public void A_last_will_takes_a_point_offline_at_once_and_a_sample_brings_it_back()
    {
        _live.Take([Batch(1, at: 0)]);
        _live.TakeStatus(0, isOnline: false, new Instant(Minute));
        Assert.That(_live.PresenceOf(0), Is.EqualTo(new Presence(false, new Instant(Minute), new Instant(0))));
        Assert.That(_live.TakeChanges().Presences, Is.EqualTo(new[] { 0 }));

        _live.Take([Batch(2, at: 2 * Minute)]);
        Assert.That(_live.PresenceOf(0), Is.EqualTo(new Presence(true, new Instant(2 * Minute), new Instant(2 * Minute))));
    }

    [Test]
    public void A_device_that_says_it_is_online_counts_as_such_for_as_long_as_one_that_sent()
    {
        _live.TakeStatus(0, isOnline: true, new Instant(Minute));
        _live.Take([new Tick(1, new Instant((11 * Minute) - 1))]);
        Assert.That(_live.PresenceOf(0).IsOnline, Is.True);

        _live.Take([new Tick(2, new Instant(11 * Minute))]);
        Assert.That(_live.PresenceOf(0).IsOnline, Is.False);
    }

    [Test]
    public void Shows_the_newest_value_by_event_time_and_each_change_once()
    {
        _live.Take([Batch(1, at: 5, value: 1)]);
        _live.Take([Batch(2, at: 3, value: 2)]);
        Assert.That(_live.ValuesOf(0).Select(s => s.Value), Is.EqualTo(new[] { 1 }));
        Assert.That(_live.TakeChanges().Values, Has.Count.EqualTo(1));
        Assert.That(_live.TakeChanges().Values, Is.Empty);
    }

    private static SampleBatch Batch(long position, long at, long value = 0) =>
        new(position, new Instant(at), new[] { new Sample(new Instant(at), value, 0, Quantity.DustRespirable, SampleFlag.Valid) });
}
