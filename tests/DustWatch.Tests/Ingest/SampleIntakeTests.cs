using System.Text;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Ingest;

[TestFixture]
internal sealed class SampleIntakeTests
{
    private const string Good = """{"noise_laeq":80}""";

    [TestCase("d1", "dustwatch/v1/e1/p1/data", RejectReason.None, 0)]
    [TestCase("d1", "v1/devices/me/telemetry", RejectReason.None, 0)]
    [TestCase("d23", "dustwatch/v1/e2/p3/data", RejectReason.None, 2)]
    [TestCase("d23", "v1/devices/me/telemetry", RejectReason.UnknownPoint, -1)]
    [TestCase("d1", "dustwatch/v1/e2/p2/data", RejectReason.NotAuthorized, 1)]
    [TestCase("d1", "dustwatch/v1/e2/p1/data", RejectReason.UnknownPoint, -1)]
    [TestCase("d1", "dustwatch/v1/e1/p9/data", RejectReason.UnknownPoint, -1)]
    [TestCase("d1", "dustwatch/v1/e1/p1/alert", RejectReason.NotAuthorized, -1)]
    [TestCase("d1", "dustwatch/v1/e1/p1/data/", RejectReason.NotAuthorized, -1)]
    [TestCase("d1", "dustwatch/v1/e1/p1/x/data", RejectReason.NotAuthorized, -1)]
    [TestCase("d1", "dustwatch/v1/e1//data", RejectReason.NotAuthorized, -1)]
    [TestCase("d1", "dustwatch/v1//p1/data", RejectReason.NotAuthorized, -1)]
    [TestCase("d1", "dustwatch/v1/data", RejectReason.NotAuthorized, -1)]
    [TestCase("d1", "dustwatch/v2/e1/p1/data", RejectReason.NotAuthorized, -1)]
    [TestCase("d1", "", RejectReason.NotAuthorized, -1)]
    [TestCase("gone", "dustwatch/v1/e1/p1/data", RejectReason.NotAuthorized, -1)]
    [TestCase("", "dustwatch/v1/e2/p2/data", RejectReason.None, 1)]
    [TestCase("", "v1/devices/me/telemetry", RejectReason.NotAuthorized, -1)]
    [TestCase("", "dustwatch/v1/e2/p2/status", RejectReason.NotAuthorized, -1)]
    [TestCase("broker:b", "dustwatch/v1/e2/p2/data", RejectReason.None, 1)]
    [TestCase("broker:b", "v1/devices/me/telemetry", RejectReason.NotAuthorized, -1)]
    public void Takes_from_everyone_what_is_theirs(string who, string topic, RejectReason reason, int point)
    {
        var given = new GivenIntake { Sender = SenderOf(who) };
        var result = given.Take(Good, topic);
        Assert.Multiple(() =>
        {
            Assert.That(result, Is.EqualTo(new IntakeResult(point, reason == RejectReason.None ? 1 : 0, 0, reason == RejectReason.None ? 0 : 1, reason, null)));
            Assert.That(result.MqttReasonCode, Is.EqualTo(reason == RejectReason.None ? 0 : 0x87));
            Assert.That(given.Batch.Samples.ToArray().Select(s => s.Point), Is.EqualTo(reason == RejectReason.None ? new[] { point } : []));
        });
    }

    [Test]
    public void A_point_id_longer_than_any_or_no_text_is_unknown()
    {
        var given = new GivenIntake();
        var topic = Encoding.UTF8.GetBytes("dustwatch/v1/e1/XX/data");
        topic[16] = 0xFF;
        Assert.Multiple(() =>
        {
            Assert.That(given.Take(Good, $"dustwatch/v1/e1/{new string('p', 65)}/data").FirstReason, Is.EqualTo(RejectReason.UnknownPoint));
            Assert.That(given.Intake.Take(topic, "{}"u8, given.Sender, GivenIntake.Arrival, given.Batch).FirstReason, Is.EqualTo(RejectReason.UnknownPoint));
        });
    }

    [TestCase("online", true)]
    [TestCase("offline", false)]
    [TestCase("ONLINE", null)]
    [TestCase("", null)]
    public void Reads_a_status(string payload, bool? isOnline)
    {
        var given = new GivenIntake();
        var result = given.Take(payload, "dustwatch/v1/e1/p1/status");
        Assert.That((result.IsOnline, result.FirstReason), Is.EqualTo((isOnline, isOnline is null ? RejectReason.Malformed : RejectReason.None)));
    }

    [TestCase(0, RejectReason.None)]
    [TestCase(1, RejectReason.TooLarge)]
    public void Takes_256_KiB_and_no_byte_more(int more, RejectReason reason)
    {
        var given = new GivenIntake();
        var result = given.Take(Good + new string(' ', IntakeOptions.PayloadBytesMaximum - Good.Length + more));
        Assert.Multiple(() =>
        {
            Assert.That(result.FirstReason, Is.EqualTo(reason));
            Assert.That(result.MqttReasonCode, Is.EqualTo(more == 0 ? 0 : 0x99));
        });
    }

    [Test]
    public void A_sender_past_its_allowance_waits_until_time_has_given_it_more()
    {
        var given = new GivenIntake(new IntakeOptions(SamplesPerSecond: 1));
        var backlog = $"[{string.Join(',', Enumerable.Range(0, 61).Select(i => $$"""{"ts":{{GivenIntake.Arrival.Milliseconds - i}},"tsp":1}"""))}]";
        var other = Sender.OfDevice("d1");
        RejectReason At(long milliseconds, Sender sender, string payload)
        {
            given.Batch.Clear();
            return given.Intake.Take("dustwatch/v1/e1/p1/data"u8, Encoding.UTF8.GetBytes(payload), sender, GivenIntake.Arrival.Plus(milliseconds), given.Batch).FirstReason;
        }

        Assert.Multiple(() =>
        {
            Assert.That(At(0, given.Sender, backlog), Is.EqualTo(RejectReason.None), "60 are saved up, and a payload may overdraw");
            Assert.That(At(0, given.Sender, Good), Is.EqualTo(RejectReason.Quota));
            Assert.That(At(1000, given.Sender, Good), Is.EqualTo(RejectReason.Quota), "nothing owed, and nothing left");
            Assert.That(At(1001, given.Sender, Good), Is.EqualTo(RejectReason.None));
            Assert.That(At(1001, given.Sender, Good), Is.EqualTo(RejectReason.Quota));
            Assert.That(At(1001, other, Good), Is.EqualTo(RejectReason.None), "another sender's is its own");
            Assert.That(RejectReasons.MqttReasonCode(RejectReason.Quota), Is.EqualTo(0x97));
        });
    }

    [Test]
    public void A_new_registry_holds_from_the_next_payload_on()
    {
        var given = new GivenIntake();
        Assert.That(given.Take(Good).Taken, Is.EqualTo(1));
        given.Intake.Use(Registry.Empty);
        Assert.That(given.Take(Good).FirstReason, Is.EqualTo(RejectReason.NotAuthorized));
    }

    [Test]
    public void Takes_and_writes_without_allocating()
    {
        var given = new GivenIntake();
        var topic = "dustwatch/v1/e1/p1/data"u8.ToArray();
        byte[][] payloads =
        [
            [.. """{"dust_respirable":0.82,"noise_laeq":83.1}"""u8],
            [.. """{"ts":1700000000000,"values":{"dust_respirable":0.82,"noise_laeq":83.1}}"""u8],
            [.. """[{"ts":1699999999000,"dust_respirable":8.2e-1,"flag":"N"},{"ts":1700000000000,"dust\u005ftotal":1.25,"flag":"M"}]"""u8],
        ];
        var taken = 0;
        void Run(int rounds)
        {
            for (var i = 0; i < rounds; i++)
            {
                given.Batch.Clear();
                taken += given.Intake.Take(topic, payloads[i % payloads.Length], given.Sender, GivenIntake.Arrival, given.Batch).Taken;
            }
        }

        Run(1000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(10_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That((allocated, taken), Is.EqualTo((0L, 22_000)));
    }

    [Test]
    public void Every_reason_has_the_contracts_name()
    {
        string[] names =
        [
            "malformed", "unknown-point", "not-authorized", "unknown-quantity", "not-a-number", "out-of-range", "future", "past", "too-large", "quota",
            "duplicate", "conflict",
        ];
        Assert.That(RejectReasons.All.Select(RejectReasons.NameOf), Is.EqualTo(names));
    }

    private static Sender SenderOf(string who) =>
        who.Length == 0 ? Sender.Anonymous() : who.StartsWith("broker:", StringComparison.Ordinal) ? Sender.OfBroker(who) : Sender.OfDevice(who);
}
