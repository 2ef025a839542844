using System.Collections.Concurrent;
using DustWatch.Ingest.Diagnostics;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;
using DustWatch.Simulator.Feed;
using DustWatch.Simulator.Scenario;
using NUnit.Framework;

namespace DustWatch.Tests.Simulator;

[TestFixture]
internal sealed class DemoFeedTests
{
    private const int Seed = 4;
    private static readonly DemoDistrict District = DemoDistrict.Create(Seed);

    private readonly CancellationTokenSource _stop = new();

    [OneTimeTearDown]
    public void TearDown() => _stop.Dispose();

    [Test]
    public async Task Sends_each_points_whole_backlog_before_it_is_live_and_then_keeps_time()
    {
        var clock = Clock(new TimeSpan(9, 59, 58));
        var start = Instant.Now(clock);
        var received = new Received();
        var feed = new DemoFeed(District, Seed, received.PublishAsync, clock);
        using var stop = new CancellationTokenSource();
        var run = feed.RunAsync(stop.Token);
        Assert.That(received.Messages.Keys, Has.Count.EqualTo(DemoDistrict.FedPoints), "nothing waits, so the backlog is through");

        // Five minutes in steps that are no divisor of anything.
        var expected = received.Count;
        for (var ms = 0; ms < 300_000; ms += 70)
        {
            clock.Advance(TimeSpan.FromMilliseconds(70));
        }

        await stop.CancelAsync();
        Assert.That(async () => await run, Throws.InstanceOf<OperationCanceledException>());

        var demo = new GivenDemo(Seed, start);
        var now = Instant.Now(clock);
        var intake = received.Samples(now);
        Assert.Multiple(() =>
        {
            for (var point = 0; point < DemoDistrict.FedPoints; point++)
            {
                var all = demo.Readings(point, demo.ShiftAt(point, start).Start, now).ToArray();
                Assert.That(intake[point], Is.EqualTo(all), District.Registry.Points[point].Id);
            }

            Assert.That(received.Count - expected, Is.InRange(200 * 29, 200 * 30), "one message a point every ten seconds");
            Assert.That(received.Messages.Values.SelectMany(m => m).Max(m => m.Payload.Length), Is.LessThan(IntakeOptions.PayloadBytesMaximum / 2));
        });
    }

    [Test]
    public void Points_with_an_incident_come_first()
    {
        var feed = new DemoFeed(District, Seed, new Received().PublishAsync, Clock(TimeSpan.FromHours(3)));
        var order = feed.Order();
        Assert.Multiple(() =>
        {
            Assert.That(order, Is.EquivalentTo(Enumerable.Range(0, DemoDistrict.FedPoints)));
            Assert.That(order.Take(feed.Incidents.Count), Is.EquivalentTo(feed.Incidents.Select(i => i.Point)));
            Assert.That(feed.Descriptions, Has.Count.EqualTo(feed.Incidents.Count));
        });
    }

    [Test]
    public async Task A_slow_publisher_gets_what_became_due_in_one_message_and_in_order()
    {
        var clock = Clock(new TimeSpan(9, 0, 0));
        var received = new Received();
        var feed = new DemoFeed(District, Seed, received.PublishAsync, clock);
        using var stop = new CancellationTokenSource();
        var run = feed.RunAsync(stop.Token);
        var before = received.Count;
        received.Hold();
        clock.Advance(TimeSpan.FromSeconds(65)); // each point is stuck with its first message
        Assert.That(received.Count - before, Is.EqualTo(200).Within(2));
        received.Release();
        await WaitAsync(() => received.Count - before >= 398);
        clock.Advance(TimeSpan.FromSeconds(10));
        await WaitAsync(() => received.Count - before >= 596);
        await stop.CancelAsync();
        Assert.That(async () => await run, Throws.InstanceOf<OperationCanceledException>());

        Assert.Multiple(() =>
        {
            foreach (var samples in received.Samples(Instant.Now(clock)))
            {
                Assert.That(samples.Select(s => s.Time), Is.Ordered);
                Assert.That(samples.Select(s => (s.Time, s.Quantity)), Is.Unique);
            }

            Assert.That(received.Count - before, Is.LessThan(620), "no storm");
        });
    }

    [Test]
    public void What_the_publisher_throws_ends_the_feed()
    {
        var messages = 0;
        var feed = new DemoFeed(
            District, Seed, (_, _, _) => Interlocked.Increment(ref messages) == 500 ? throw new IOException("gone") : ValueTask.CompletedTask, Clock(TimeSpan.FromHours(11)));
        Assert.That(async () => await feed.RunAsync(_stop.Token), Throws.InstanceOf<IOException>());
    }

    private static ManualTime Clock(TimeSpan timeOfDay)
    {
        var clock = new ManualTime();
        clock.Advance(new DateTime(2025, 11, 3) - DateTime.UnixEpoch + timeOfDay);
        return clock;
    }

    private static async Task WaitAsync(Func<bool> isSo)
    {
        for (var i = 0; i < 5000 && !isSo(); i++)
        {
            await Task.Delay(2);
        }

        Assert.That(isSo(), Is.True);
    }

    private sealed class Received
    {
        private volatile TaskCompletionSource? _hold;
        private int _count;

        public ConcurrentDictionary<string, ConcurrentQueue<(string Topic, byte[] Payload)>> Messages { get; } = new();

        public int Count => Volatile.Read(ref _count);

        public void Hold() => _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release()
        {
            var hold = _hold;
            _hold = null;
            hold?.SetResult();
        }

        public async ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
        {
            Messages.GetOrAdd(topic, _ => new()).Enqueue((topic, payload.ToArray()));
            Interlocked.Increment(ref _count);
            if (_hold is { } hold)
            {
                await hold.Task.WaitAsync(cancellationToken);
            }
        }

        /// <summary>What the intake takes of all messages, in order. [point]</summary>
        public Sample[][] Samples(Instant arrival)
        {
            var intake = new SampleIntake(District.Registry, new IntakeOptions(), new IntakeDiagnostics());
            var samples = new Sample[DemoDistrict.FedPoints][];
            foreach (var (topic, messages) in Messages)
            {
                var batch = new IntakeBatch();
                var sender = Sender.Anonymous();
                foreach (var (_, payload) in messages)
                {
                    var result = intake.Take(System.Text.Encoding.UTF8.GetBytes(topic), payload, sender, arrival, batch);
                    Assert.That(result.FirstReason, Is.EqualTo(RejectReason.None));
                    samples[result.Point] = [];
                }

                samples[batch.Samples[0].Point] = batch.Samples.ToArray();
            }

            return samples;
        }
    }
}
