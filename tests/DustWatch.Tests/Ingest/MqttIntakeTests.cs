using System.Net;
using System.Text;
using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.Endpoints;
using DustWatch.Mqtt;
using DustWatch.Tests.Backends;
using NUnit.Framework;

namespace DustWatch.Tests.Ingest;

/// <summary>Who may do what over MQTT, to the letter of the contract; and messages of QoS 2 that are taken once.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class MqttIntakeTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly GivenIntake _given = new();
    private readonly SqliteSampleLog _log;
    private readonly MqttIntake _intake;

    public MqttIntakeTests()
    {
        _log = new(_folder.File("log.db"), TimeProvider.System);
        _intake = new(_given.Intake, _log, new Secrets(), new MqttIntakeOptions(AllowAnonymous: true), new ManualTime(GivenIntake.Arrival));
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    [TestCase("dustwatch/v1/e1/p1/alert", true)]
    [TestCase("dustwatch/v1/e1/p1/data", false)]
    [TestCase("dustwatch/v1/e1/p1/status", false)]
    [TestCase("dustwatch/v1/e2/p2/alert", false, TestName = "of another's point")]
    [TestCase("dustwatch/v1/e2/p1/alert", false, TestName = "of another enterprise")]
    [TestCase("dustwatch/v1/e1/p9/alert", false, TestName = "of a point that is not there")]
    [TestCase("dustwatch/v1/e1/+/alert", false)]
    [TestCase("dustwatch/v1/+/p1/alert", false)]
    [TestCase("dustwatch/v1/e1/p1/+", false)]
    [TestCase("dustwatch/v1/e1/p1/#", false)]
    [TestCase("dustwatch/v1/e1/p1/alert/#", false)]
    [TestCase("#", false)]
    [TestCase("+/+/+/+/+", false)]
    [TestCase("$SYS/#", false)]
    [TestCase("v1/devices/me/telemetry", false)]
    [TestCase("", false)]
    public async Task A_device_subscribes_to_the_alerts_of_its_points_and_to_nothing_else(string filter, bool isGranted)
    {
        var session = await SignInAsync("d1");
        var expected = isGranted ? MqttReasonCode.Success : MqttReasonCode.NotAuthorized;
        Assert.That(session.Subscribe(new() { Filter = filter }), Is.EqualTo(expected));
        Assert.That(session.Subscribe(new() { Filter = $"$share/group/{filter}", IsShared = true }), Is.EqualTo(expected));
        Assert.That(session.MayReceive(Encoding.UTF8.GetBytes(filter)), Is.EqualTo(isGranted));
    }

    [Test]
    public async Task A_device_with_two_points_gets_the_alerts_of_both()
    {
        var session = await SignInAsync("d23");
        Assert.That(new[] { "e2/p2", "e2/p3", "e1/p1" }.Select(p => session.MayReceive(Encoding.UTF8.GetBytes($"dustwatch/v1/{p}/alert"))), Is.EqualTo(new[] { true, true, false }));
    }

    [Test]
    public async Task Anonymous_clients_subscribe_to_nothing()
    {
        var session = await SignInAsync(null);
        Assert.That(session.Subscribe(new() { Filter = "dustwatch/v1/e1/p1/alert" }), Is.EqualTo(MqttReasonCode.NotAuthorized));
        Assert.That(session.MayReceive("dustwatch/v1/e1/p1/alert"u8), Is.False);
    }

    [TestCase("d1", "dustwatch/v1/e1/p1/data", """{"noise_laeq":60}""", MqttReasonCode.Success)]
    [TestCase("d1", "dustwatch/v1/e1/p1/status", "online", MqttReasonCode.Success)]
    [TestCase("d1", "dustwatch/v1/e1/p1/alert", "{}", MqttReasonCode.NotAuthorized)]
    [TestCase("d1", "dustwatch/v1/e2/p2/data", """{"noise_laeq":60}""", MqttReasonCode.NotAuthorized)]
    [TestCase("d1", "dustwatch/v1/e2/p2/status", "offline", MqttReasonCode.NotAuthorized)]
    [TestCase("d1", "elsewhere", "x", MqttReasonCode.NotAuthorized)]
    [TestCase(null, "dustwatch/v1/e1/p1/data", """{"noise_laeq":60}""", MqttReasonCode.Success)]
    [TestCase(null, "dustwatch/v1/e1/p1/status", "online", MqttReasonCode.NotAuthorized)]
    [TestCase(null, "dustwatch/v1/e1/p1/alert", "{}", MqttReasonCode.NotAuthorized)]
    [TestCase(null, "v1/devices/me/telemetry", """{"noise_laeq":60}""", MqttReasonCode.NotAuthorized)]
    public async Task Takes_what_its_sender_may_publish_also_as_a_will_and_retained_and_hands_none_of_it_on(string? device, string topic, string payload, MqttReasonCode code)
    {
        var session = await SignInAsync(device);
        foreach (var (isWill, retain) in new[] { (false, false), (false, true), (true, true) })
        {
            var taken = session.Publish(new(Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload), retain: retain, isWill: isWill));
            Assert.That(taken, Is.EqualTo(new MqttTaken(code, IsForSubscribers: false)));
        }
    }

    [Test]
    public async Task A_message_of_QoS_2_is_noted_in_the_commit_of_its_samples_until_it_is_released()
    {
        var session = await SignInAsync("d1");
        session.Publish(new("dustwatch/v1/e1/p1/data"u8, """{"noise_laeq":60}"""u8, MqttQos.ExactlyOnce, packetId: 7));
        session.Publish(new("dustwatch/v1/e1/p1/data"u8, "refused"u8, MqttQos.ExactlyOnce, packetId: 8));
        await session.CommitAsync(CancellationToken.None);
        Assert.That((_log.End, string.Join(',', _log.ReadReceipts("d1/c"))), Is.EqualTo((1L, "7")));

        session.Release(7);
        await session.CommitAsync(CancellationToken.None);
        Assert.That(_log.ReadReceipts("d1/c"), Is.Empty);
    }

    [Test]
    public async Task Received_messages_are_forgotten_with_their_session()
    {
        var session = await SignInAsync("d1");
        session.Publish(new("dustwatch/v1/e1/p1/data"u8, """{"noise_laeq":60}"""u8, MqttQos.ExactlyOnce, packetId: 7));
        await session.CommitAsync(CancellationToken.None);
        _intake.SessionEnded("d1/c");
        await _log.TickAsync(); // what was asked for before is in the same commit, or in one before
        Assert.That(_log.ReadReceipts("d1/c"), Is.Empty);
    }

    [TestCase("token", null, MqttReasonCode.Success, "d1/c")]
    [TestCase("token", "", MqttReasonCode.Success, "d1/c")]
    [TestCase("d1", null, MqttReasonCode.BadUserNameOrPassword, null, TestName = "a device id without a secret")]
    [TestCase("d23", "secret", MqttReasonCode.Success, "d23/c", TestName = "with a password it is the device id as ever")]
    public async Task A_devices_secret_as_user_name_signs_it_in_where_that_is_set(string user, string? password, MqttReasonCode code, string? key)
    {
        var intake = new MqttIntake(_given.Intake, _log, new Secrets(), new MqttIntakeOptions(AllowAnonymous: true, TakesTokens: true), new ManualTime(GivenIntake.Arrival));
        var connect = new MqttConnect { Version = MqttVersion.V311, ClientId = "c", UserName = user, Password = password is null ? null : Encoding.UTF8.GetBytes(password) };
        var admission = await intake.AdmitAsync(connect, new Peer(), CancellationToken.None);
        Assert.That((admission.Code, admission.SessionKey), Is.EqualTo((code, key)));
        if (user == "token")
        {
            var taken = admission.Session!.Publish(new("v1/devices/me/telemetry"u8, """{"ts":1,"values":{"noise_laeq":60}}"""u8)); // it was let in
            Assert.That(taken.Code, Is.Not.EqualTo(MqttReasonCode.NotAuthorized));
        }
    }

    private async Task<IMqttSession> SignInAsync(string? device)
    {
        var connect = new MqttConnect { Version = MqttVersion.V500, ClientId = "c", UserName = device };
        return (await _intake.AdmitAsync(connect, new Peer(), CancellationToken.None)).Session!; // everybody is let in
    }

    private sealed class Secrets : IDeviceSecrets
    {
        public bool IsSecretOf(string device, ReadOnlySpan<byte> secret) => true;

        public string? DeviceOf(string secret) => secret == "token" ? "d1" : null;
    }

    private sealed class Peer : IMqttPeer
    {
        public EndPoint? RemoteEndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 1);

        public void Disconnect(MqttReasonCode code, string? reason = null)
        {
        }
    }
}
