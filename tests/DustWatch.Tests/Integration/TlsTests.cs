using System.Globalization;
using DustWatch.Tests.Backends;
using DustWatch.Tests.Mqtt.Interop;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>The endpoint's TLS listener, seen by mosquitto_pub and openssl: with secrets, with client certificates, and with a certificate that is renewed while it runs.</summary>
[TestFixture]
internal sealed class TlsTests
{
    private const string Registry = """
        {"enterprises":[{"id":"e1","name":"one"}],
         "points":[{"id":"p1","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable"],"interval":"PT1S"},
                   {"id":"p2","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable"],"interval":"PT1S"}],
         "devices":[{"id":"c1","points":["p2"],"protocol":"mqtt"}]}
        """;

    private readonly TestCertificates _certificates = new();
    private readonly TestCertificates _strangers = new("another authority");
    private readonly TemporaryFolder _folder = new();
    private TestInstallation _site = null!; // set before the first test
    private string _secret = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var (certificate, key, _) = _certificates.Server();
        _site = await TestInstallation.StartAsync(
            Registry,
            "--Mqtt:Tls:Listen=[::]:0",
            $"--Mqtt:Tls:Certificate={Write("server.pem", certificate)}",
            $"--Mqtt:Tls:Key={Write("server.key", key)}",
            $"--Mqtt:Tls:ClientCa={Write("ca.pem", _certificates.Authority)}");
        _secret = (await _site.DoAsync("device", "add", "d1", "--point", "p1")).Single();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _site.DisposeAsync();
        _folder.Dispose();
        _certificates.Dispose();
        _strangers.Dispose();
    }

    private string Port => _site.Server.MqttTlsPort.ToString(CultureInfo.InvariantCulture);

    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    public async Task A_device_signs_in_with_its_secret(string host) =>
        Assert.That(await PublishAsync(host, "p1", "-u", "d1", "-P", _secret), Is.True);

    [Test]
    public async Task A_device_signs_in_with_its_certificate() =>
        Assert.That(await PublishAsync("127.0.0.1", "p2", [.. Shown(_certificates, "CN=c1, O=somebody"), "-u", "c1"]), Is.True);

    [TestCase("CN=nobody", "c1")]
    [TestCase("O=c1", "c1")]
    [TestCase("CN=c1, CN=d1", "c1")]
    [TestCase("CN=c1", "d1")]
    public async Task Refuses_a_certificate_that_is_of_no_device_or_of_another(string subject, string user) =>
        Assert.That(await PublishAsync("127.0.0.1", "p2", [.. Shown(_certificates, subject), "-u", user, "-P", _secret]), Is.False);

    [Test]
    public async Task Refuses_a_certificate_of_another_authority() =>
        Assert.That(await PublishAsync("127.0.0.1", "p2", Shown(_strangers, "CN=c1")), Is.False);

    [Test]
    public async Task Refuses_who_shows_nothing() => Assert.That(await PublishAsync("127.0.0.1", "p2"), Is.False);

    [Test]
    public async Task Shows_a_renewed_certificate_without_a_restart()
    {
        var (certificate, key, serial) = _certificates.Server();
        Assert.That(await SerialAsync(), Is.Not.EqualTo(serial));
        await using var before = await _site.ConnectAsync("d1", _secret);
        Write("server.pem", certificate);
        Write("server.key", key);
        await Eventually.GetAsync(SerialAsync, shown => shown == serial, "the new certificate");
        Assert.That(before.Closed.IsCompleted, Is.False);
        Assert.That(await PublishAsync("127.0.0.1", "p1", "-u", "d1", "-P", _secret), Is.True);
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }

    private string[] Shown(TestCertificates authority, string subject)
    {
        var (certificate, key, serial) = authority.Client(subject);
        return ["--cert", Write($"{serial}.pem", certificate), "--key", Write($"{serial}.key", key)];
    }

    /// <summary>Whether mosquitto_pub publishes a sample and it is taken.</summary>
    private async Task<bool> PublishAsync(string host, string point, params string[] arguments)
    {
        var t = Wall.Now;
        try
        {
            await ForeignProgram.RunAsync("mosquitto_pub", ["-h", host, "-p", Port, "--cafile", _folder.File("ca.pem"), "-V", "5", "-q", "1", .. arguments,
                "-t", $"dustwatch/v1/e1/{point}/data", "-m", $$"""{"ts":{{t}},"dust_respirable":0.3}"""]);
        }
        catch (InvalidOperationException)
        {
            return false;
        }

        await Eventually.GetAsync(
            () => _site.Api.ItemsAsync($"points/{point}/history?quantity=dust_respirable&from={Wall.Rfc3339(t - 1)}&to={Wall.Rfc3339(t)}"), items => items.Count == 1, "the sample");
        return true;
    }

    private async Task<string> SerialAsync()
    {
        var shown = await ForeignProgram.RunAsync("openssl", ["s_client", "-connect", $"127.0.0.1:{Port}", "-alpn", "mqtt", "-CAfile", _folder.File("ca.pem"), "-verify_return_error"], "Q");
        Assert.That(shown, Has.Some.EqualTo("ALPN protocol: mqtt"));
        var pem = string.Join('\n', shown.SkipWhile(l => !l.StartsWith("-----BEGIN", StringComparison.Ordinal)).TakeWhile(l => !l.StartsWith("---", StringComparison.Ordinal) || l.StartsWith("-----", StringComparison.Ordinal)));
        var serial = await ForeignProgram.RunAsync("openssl", ["x509", "-noout", "-serial"], pem + "\n");
        return serial.Single()["serial=".Length..];
    }
}
