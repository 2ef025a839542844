using DustWatch.Ingest.Validation;
using NUnit.Framework;

namespace DustWatch.Tests.Ingest;

/// <summary>Whose time counts: the profile's <c>clock</c>.</summary>
[TestFixture]
internal sealed class ClockTests
{
    private static readonly long Now = GivenIntake.Arrival.Milliseconds;

    [TestCase("d8", 8 * 3_600_000, "noise_laeq=8000N@0", Description = "Beijing time sent as UTC")]
    [TestCase("d8", (8 * 3_600_000) - 1000, "noise_laeq=8000N@-1000")]
    [TestCase("dm", -60_000, "noise_laeq=8000N@0", Description = "a clock that is behind")]
    [TestCase("d1", -1000, "noise_laeq=8000N@-1000", Description = "the device's own")]
    public void A_known_offset_is_taken_off_what_the_device_sends(string device, long ahead, string sample)
    {
        var given = new GivenIntake { Sender = Sender.OfDevice(device) };
        given.Take($$"""{"ts":{{Now + ahead}},"noise_laeq":80}""");
        Assert.That(given.Samples, Is.EqualTo(new[] { sample }));
    }

    [Test]
    public void What_a_device_with_an_offset_sends_without_a_time_has_the_servers()
    {
        var given = new GivenIntake { Sender = Sender.OfDevice("d8") };
        given.Take("""{"noise_laeq":80}""");
        Assert.That(given.Samples, Is.EqualTo(new[] { "noise_laeq=8000N@0" }));
    }

    [Test]
    public void What_cannot_be_after_the_offset_either_is_set_aside_with_the_time_that_was_judged()
    {
        var given = new GivenIntake { Sender = Sender.OfDevice("d8") };
        given.Take($$"""{"ts":{{Now + (16 * 3_600_000)}},"noise_laeq":80}""");
        Assert.That(given.Quarantine, Is.EqualTo(new[] { "future noise_laeq=8000N@28800000" }));
        given.Take($$"""{"ts":{{DateTimeOffset.MinValue.ToUnixTimeMilliseconds()}},"noise_laeq":80}""");
        Assert.That(given.Batch.Quarantine[0].Sample.Time.ToString(), Is.EqualTo("0001-01-01T00:00:00.000Z"), "no time before the calendar's first");
    }
}
