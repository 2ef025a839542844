using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Mqtt;

/// <summary>When a client lets messages gather before it reads on.</summary>
public sealed class MqttGatheringTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    [TestCase(63, 0, false, TestName = "Few are read at once")]
    [TestCase(64, 10, true, TestName = "Many in two pauses are left to gather")]
    [TestCase(64, 11, false, TestName = "As many in longer are not")]
    [TestCase(1500, 100, true, TestName = "The rate counts, however long it took")]
    public void Waits_by_the_rate_of_messages(int messages, int milliseconds, bool isDue)
    {
        var time = new ManualTime();
        var gathering = new MqttGathering(Pause, time);
        time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Assert.That(gathering.IsDue(messages, bytes: 1000), Is.EqualTo(isDue));
    }

    [Test]
    public void Adds_up_the_messages_of_several_reads_and_begins_anew_after_a_pause()
    {
        var gathering = new MqttGathering(Pause, new ManualTime());
        Assert.That(gathering.IsDue(40, bytes: 1000), Is.False);
        Assert.That(gathering.IsDue(24, bytes: 1000), Is.True);
        Assert.That(gathering.IsDue(63, bytes: 1000), Is.False);
        Assert.That(gathering.IsDue(1, bytes: MqttLimits.GatheredBytesMax), Is.False, "a long read is followed by the next");
    }

    [Test]
    public void Waits_seldom_for_a_sender_that_waits_itself()
    {
        var gathering = new MqttGathering(Pause, new ManualTime());
        var pauses = Enumerable.Range(0, 100_000 / 20).Count(_ => gathering.IsDue(20, bytes: 2000)); // never more at a time
        Assert.That(pauses, Is.InRange(5, 12));
        Assert.That(Enumerable.Range(0, 10_000).Count(_ => gathering.IsDue(200, bytes: 20_000)), Is.GreaterThan(9_800), "as soon as a pause brings much they follow each other");
    }

    [Test]
    public void Without_a_pause_nothing_waits() => Assert.That(new MqttGathering(TimeSpan.Zero, new ManualTime()).IsDue(10_000, bytes: 1000), Is.False);
}
