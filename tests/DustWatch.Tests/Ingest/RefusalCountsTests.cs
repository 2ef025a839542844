using DustWatch.Ingest.Log;
using DustWatch.Ingest.Validation;
using NUnit.Framework;

namespace DustWatch.Tests.Ingest;

/// <summary>What the log is told of refusals: only what says something of a point's own data.</summary>
[TestFixture]
internal sealed class RefusalCountsTests
{
    [Test]
    public void Counts_by_point_what_was_refused_since_the_last_time()
    {
        var given = new GivenIntake { Sender = Sender.OfDevice("d23") };
        given.Take("""{"noise_laeq":80,"dust":1,"tsp":-1}""", "dustwatch/v1/e2/p3/data");
        given.Take("?", "dustwatch/v1/e2/p2/data");
        given.Take("?", "dustwatch/v1/e2/p3/data");
        Assert.That(given.Intake.RefusedOfPoints.TakeAll(), Is.EqualTo(new[] { new RefusedCount(1, 1), new RefusedCount(2, 3) }));
        Assert.That(given.Intake.RefusedOfPoints.TakeAll(), Is.Empty);
    }

    [TestCase("dustwatch/v1/e2/p2/data", "?", Description = "not its point")]
    [TestCase("dustwatch/v1/e1/none/data", "?", Description = "no point")]
    [TestCase("dustwatch/v1/e1/p1/status", "?", Description = "no sample")]
    [TestCase("dustwatch/v1/e1/p1/data", """{"ts":1,"noise_laeq":80}""", Description = "set aside, a record of its own")]
    [TestCase("dustwatch/v1/e1/p1/data", """{"noise_laeq":80}""", Description = "taken")]
    public void Counts_nothing_else(string topic, string payload)
    {
        var given = new GivenIntake();
        given.Take(payload, topic);
        Assert.That(given.Intake.RefusedOfPoints.TakeAll(), Is.Empty);
    }

    [Test]
    public void Counts_what_the_endpoint_discarded_and_what_was_past_the_allowance()
    {
        var given = new GivenIntake(new IntakeOptions(SamplesPerSecond: 1));
        for (var i = 0; i <= IntakeOptions.BurstSeconds; i++)
        {
            given.Take("""{"noise_laeq":80}""");
        }

        Assert.That(given.Reasons, Is.EqualTo(new[] { "quota" }));
        given.Intake.Refuse("dustwatch/v1/e1/p1/data"u8, "[{"u8, 300_000, RejectReason.TooLarge, given.Sender, GivenIntake.Arrival);
        given.Intake.Refuse("dustwatch/v1/e2/p2/data"u8, "[{"u8, 300_000, RejectReason.TooLarge, given.Sender, GivenIntake.Arrival);
        Assert.That(given.Intake.RefusedOfPoints.TakeAll(), Is.EqualTo(new[] { new RefusedCount(0, 2) }));
    }
}
