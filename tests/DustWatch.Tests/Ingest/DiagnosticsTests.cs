using System.Text;
using DustWatch.Ingest.Diagnostics;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Ingest;

[TestFixture]
internal sealed class DiagnosticsTests
{
    [Test]
    public void Shows_a_device_what_it_sent_and_why_it_was_refused()
    {
        var given = new GivenIntake();
        const string payload = """{"noise_laeq":80,"dust":1,"dust_x":2,"tsp":-1}""";
        given.Take(payload);
        var report = given.Diagnostics.Find("d1")!; // it has sent something
        Assert.Multiple(() =>
        {
            Assert.That(report.Taken, Is.EqualTo(1));
            Assert.That(report.LastSeen, Is.EqualTo(GivenIntake.Arrival));
            Assert.That(report.Refused, Is.EquivalentTo(new Dictionary<RejectReason, long> { [RejectReason.UnknownQuantity] = 2, [RejectReason.OutOfRange] = 1 }));
            Assert.That(report.Refusals, Is.EqualTo(new[]
            {
                new RefusedPayload(GivenIntake.Arrival, "dustwatch/v1/e1/p1/data", "p1", RejectReason.OutOfRange, "tsp", 1, payload.Length, payload),
                new RefusedPayload(GivenIntake.Arrival, "dustwatch/v1/e1/p1/data", "p1", RejectReason.UnknownQuantity, "dust", 2, payload.Length, payload),
            }));
            Assert.That((given.Diagnostics.Taken, given.Diagnostics.Refused(RejectReason.UnknownQuantity)), Is.EqualTo((1L, 2L)));
        });
    }

    [Test]
    public void Lists_clients_without_a_name_under_anonymous()
    {
        var given = new GivenIntake { Sender = Sender.Anonymous() };
        given.Take("?", "dustwatch/v1/e1/nowhere/data");
        Assert.That(given.Diagnostics.Find("anonymous")?.Refusals.Select(r => (r.Point, r.Reason)), Is.EqualTo(new[] { ((string?)null, RejectReason.UnknownPoint) }));
    }

    [Test]
    public void Lists_what_the_endpoint_discarded()
    {
        var given = new GivenIntake();
        given.Intake.Refuse("dustwatch/v1/e1/p1/data"u8, "[{"u8, 300_000, RejectReason.TooLarge, given.Sender, GivenIntake.Arrival);
        Assert.That(given.Diagnostics.Find("d1")?.Refusals.Select(r => (r.Point, r.Reason, r.Bytes, r.Head)), Is.EqualTo(new[] { ("p1", RejectReason.TooLarge, 300_000, "[{") }));
    }

    [Test]
    public void Keeps_the_last_refusals_and_the_first_256_bytes_only()
    {
        var given = new GivenIntake();
        for (var i = 0; i < 100; i++)
        {
            given.Take(i + new string('x', 1000));
        }

        var report = given.Diagnostics.Find("d1")!; // it has sent something
        Assert.Multiple(() =>
        {
            Assert.That(report.Refused[RejectReason.Malformed], Is.EqualTo(100));
            Assert.That(report.Refusals.Select(r => r.Head[..2]), Is.EqualTo(Enumerable.Range(84, DeviceDiagnostics.RefusalsMaximum).Reverse().Select(i => $"{i}")));
            Assert.That(report.Refusals.Select(r => r.Head.Length), Is.All.EqualTo(256));
        });
    }

    [Test]
    public void Lists_a_repeat_with_its_value_under_every_device_of_its_point_or_under_anonymous()
    {
        var diagnostics = new IntakeDiagnostics();
        var at = GivenIntake.Arrival.Plus(5);
        var sample = new Sample(GivenIntake.Arrival, 820_000, 1, Quantity.DustRespirable, SampleFlag.Valid);
        diagnostics.Repeated(GivenIntake.Registry, sample, RejectReason.Conflict, 2, at);
        foreach (var device in new[] { "d2", "d23" })
        {
            var report = diagnostics.Find(device)!; // its point has a repeat
            Assert.That(report.Refused, Is.EqualTo(new Dictionary<RejectReason, long> { [RejectReason.Conflict] = 2 }));
            var listed = report.Refusals.Single();
            Assert.That((listed.At, listed.Point, listed.Name, listed.Count), Is.EqualTo((at, "p2", "dust_respirable", 2)));
            Assert.That(listed.Head, Is.EqualTo("""{"ts":1700000000000,"values":{"dust_respirable":0.82}}"""));
        }

        Assert.That((diagnostics.Find("d3"), diagnostics.Refused(RejectReason.Conflict)), Is.EqualTo(((DeviceReport?)null, 2L)));
        var alone = new Registry([], [], [Given.Point()], []);
        diagnostics.Repeated(alone, sample with { Point = 0 }, RejectReason.Duplicate, 1, at);
        Assert.That(diagnostics.Find("anonymous")?.Refusals.Single().Reason, Is.EqualTo(RejectReason.Duplicate));
    }

    [Test]
    public void Any_number_of_repeats_pushes_no_refusal_out()
    {
        var given = new GivenIntake();
        given.Take("?");
        var sample = new Sample(GivenIntake.Arrival, 1, 0, Quantity.DustRespirable, SampleFlag.Valid);
        for (var i = 0; i < 100; i++)
        {
            given.Diagnostics.Repeated(GivenIntake.Registry, sample, RejectReason.Duplicate, 1, GivenIntake.Arrival.Plus(i + 1));
        }

        var report = given.Diagnostics.Find("d1")!; // it has sent something
        Assert.That(report.Refused[RejectReason.Duplicate], Is.EqualTo(100));
        Assert.That(report.Refusals, Has.Count.EqualTo(DeviceDiagnostics.RefusalsMaximum + 1));
        Assert.That((report.Refusals[0].At - GivenIntake.Arrival, report.Refusals[^1].Reason), Is.EqualTo((100, RejectReason.Malformed)), "newest first");
    }

    [Test]
    public void Tells_a_bounded_number_of_devices_apart()
    {
        var diagnostics = new IntakeDiagnostics();
        for (var i = 0; i < IntakeDiagnostics.DevicesMaximum; i++)
        {
            diagnostics.Of($"d{i}");
        }

        diagnostics.Of("one more").Count(RejectReason.Conflict, 3);
        diagnostics.Of("and another").Count(RejectReason.Conflict, 4);
        Assert.Multiple(() =>
        {
            Assert.That(diagnostics.Find("one more"), Is.Null);
            Assert.That(diagnostics.Find(IntakeDiagnostics.OtherDevices)?.Refused[RejectReason.Conflict], Is.EqualTo(7));
        });
    }

    [Test]
    public async Task Counts_from_many_threads()
    {
        var given = new GivenIntake();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var sender = Sender.OfDevice("d1");
            var batch = new IntakeBatch();
            for (var i = 0; i < 2000; i++)
            {
                batch.Clear();
                given.Intake.Take("dustwatch/v1/e1/p1/data"u8, """{"tsp":1,"x":1}"""u8, sender, GivenIntake.Arrival, batch);
            }
        })));
        var report = given.Diagnostics.Find("d1")!; // it has sent something
        Assert.That((report.Taken, report.Refused[RejectReason.UnknownQuantity], report.Refusals.Count), Is.EqualTo((8000L, 8000L, DeviceDiagnostics.RefusalsMaximum)));
    }

    [TestCase("""{"password":"hunter2","tsp":1}""", """{"password":"***","tsp":1}""")]
    [TestCase("""{"accessToken" : "ab\"c", "x":1}""", """{"accessToken" : "***", "x":1}""")]
    [TestCase("""{"token":"cut off he""", """{"token":"***""" + "\"")]
    [TestCase("""{"token":"cut off \""", """{"token":"***""" + "\"")]
    [TestCase("""{"pwd":12345}""", """{"pwd":"***"}""")]
    [TestCase("""{"Client_Secret":null,"a":"b"}""", """{"Client_Secret":"***","a":"b"}""")]
    [TestCase("##0132QN=20160801;ST=23;CN=2011;PW=123456;MN=0100;CP=&&LA-Rtd=50.1&&3E80", "##0132QN=20160801;ST=23;CN=2011;PW=***;MN=0100;CP=&&LA-Rtd=50.1&&3E80")]
    [TestCase("a=1&token=xyz&b=2", "a=1&token=***&b=2")]
    [TestCase("Authorization: Bearer abc.def", "Authorization: Bearer ***")]
    [TestCase("""{"dust_total":1.5,"note":"ok"}""", """{"dust_total":1.5,"note":"ok"}""")]
    public void Masks_secrets(string text, string masked) => Assert.That(SecretMask.Apply(text), Is.EqualTo(masked));

    [Test]
    public void Masks_before_it_keeps()
    {
        var given = new GivenIntake();
        given.Take(Encoding.UTF8.GetBytes("""{"tsp":-1,"password":"hunter2"}"""));
        Assert.That(given.Diagnostics.Find("d1")?.Refusals.Select(r => r.Head), Is.All.Not.Contains("hunter2"));
    }
}
