using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>Wrong use or configuration: a line a fault that names the option or key and what it takes, exit code 2, and nothing is started or made.</summary>
[TestFixture]
internal sealed class WrongUseTests
{
    [TestCase("--nonsense", "--nonsense")]
    [TestCase("serve --demo --sed 3", "--sed")]
    [TestCase("serve --seed many", "many")]
    [TestCase("dance", "dance")]
    [TestCase("ledger dance", "dance")]
    [TestCase("ledger", "command")]
    [TestCase("user add --role viewer", "NAME")]
    [TestCase("user add bob", "--role")]
    [TestCase("user add bob --role king", "--role", "king", "administrator, operator, inspector, officer, viewer, service")]
    [TestCase("device add d1", "--point")]
    [TestCase("import", "FILE")]
    [TestCase("import missing.json", "missing.json")]
    [TestCase("backtest", "FILE")]
    [TestCase("backtest missing.csv", "missing.csv")]
    [TestCase("ledger outcome --from yesterday", "--from")]
    [TestCase("--Htpp:Listen=127.0.0.1:0", "Htpp:Listen", "Http:Listen")]
    [TestCase("--Mqtt:Inflight=5", "Mqtt:Inflight", "Mqtt:MaxInflight")]
    [TestCase("--Http:ListenFile=x", "Http:ListenFile", "Http:Listen")]
    [TestCase("--Http:Listen=everywhere", "Http:Listen", "everywhere", "127.0.0.1:8080")]
    [TestCase("--Http:Listen", "Http:Listen", "VALUE")]
    [TestCase("--Http:Listen --demo", "Http:Listen", "VALUE")]
    [TestCase("--Http:Listen=127.0.0.1:65536", "Http:Listen", "65536")]
    [TestCase("--Http:Listen=0.0.0.0:8080", "Http:Listen", "Http:Tls:Certificate", "Http:TrustedProxies")]
    [TestCase("--Http:Tls:Certificate=missing.pem --Http:Tls:Key=missing.pem", "Http:Tls:Certificate", "PEM")]
    [TestCase("--Http:PublicUrl=nowhere", "Http:PublicUrl", "https://")]
    [TestCase("--Http:TrustedProxies=10.0.0.1,x", "Http:TrustedProxies")]
    [TestCase("--Mqtt:Listen=1883", "Mqtt:Listen", "off")]
    [TestCase("--Mqtt:AllowAnonymous=maybe", "Mqtt:AllowAnonymous", "true or false")]
    [TestCase("--Mqtt:Listen=0.0.0.0:1883 --Mqtt:AllowAnonymous=true", "Mqtt:AllowAnonymous", "loopback")]
    [TestCase("--Mqtt:Listen=0.0.0.0:1883 --demo", "Mqtt:Listen", "Mqtt:AllowAnonymous=false")]
    [TestCase("--Http:Listen=0.0.0.0:8080 --Http:TrustedProxies=10.0.0.1 --Mqtt:AllowAnonymous=true", "Mqtt:AllowAnonymous", "Http:Listen is on loopback")]
    [TestCase("--Http:Listen=0.0.0.0:8080 --Http:TrustedProxies=10.0.0.1 --demo", "Http:Listen", "Mqtt:AllowAnonymous=false")]
    [TestCase("--Http:PublicUrl=https://dust.example.org --Mqtt:AllowAnonymous=true", "Mqtt:AllowAnonymous", "without Http:PublicUrl")]
    [TestCase("--Http:TrustedProxies=127.0.0.1 --demo", "Http:TrustedProxies", "Mqtt:AllowAnonymous=false")]
    [TestCase("--Mqtt:ThingsBoard=maybe", "Mqtt:ThingsBoard", "true or false")]
    [TestCase("--Mqtt:Tls:Listen=127.0.0.1:0", "Mqtt:Tls:Listen", "Mqtt:Tls:Certificate", "Mqtt:Tls:Key")]
    [TestCase("--Mqtt:Tls:Certificate=missing.pem --Mqtt:Tls:Key=missing.pem --Mqtt:Tls:Listen=127.0.0.1:0", "Mqtt:Tls:Certificate", "PEM")]
    [TestCase("--Mqtt:Tls:ClientCa=missing.pem", "Mqtt:Tls:ClientCa", "PEM")]
    [TestCase("--Mqtt:Broker=http://host", "Mqtt:Broker", "http://host", "mqtts://")]
    [TestCase("--Mqtt:Broker=mqtt://user:secret@host", "Mqtt:Broker", "'…@host'", "Mqtt:BrokerPasswordFile")]
    [TestCase("--Mqtt:Broker=mqtt://host,mqtt://me@host:1883", "Mqtt:Broker", "host:1883", "twice")]
    [TestCase("--Mqtt:Broker=mqtt://host --Mqtt:BrokerPassword=secret", "Mqtt:BrokerPassword", "Mqtt:BrokerPasswordFile")]
    [TestCase("--Mqtt:Broker=mqtt://host --Mqtt:BrokerShare=a/b", "Mqtt:BrokerShare", "a/b")]
    [TestCase("--Mqtt:Broker=mqtts://host --Mqtt:BrokerCa=missing.pem", "Mqtt:BrokerCa", "missing.pem")]
    [TestCase("--Mqtt:BrokerShare=g", "Mqtt:BrokerShare", "Mqtt:Broker")]
    [TestCase("--Mqtt:Listen=off --demo", "Mqtt:Listen", "demo")]
    [TestCase("--Mqtt:MaxInflight=0", "Mqtt:MaxInflight", "1 to 65535")]
    [TestCase("--Late:Horizon=P9D", "Late:Horizon", "P8D")]
    [TestCase("--Log:MaxAge=8", "Log:MaxAge", "P8D")]
    [TestCase("--Log:MaxAge=PT59M", "Log:MaxAge", "PT1H")]
    [TestCase("--Log:MaxBytes=20GB", "Log:MaxBytes", "20GiB")]
    [TestCase("--Log:MaxBytes=16777215", "Log:MaxBytes", "16MiB")]
    [TestCase("--Log:MaxBytes=99999999999TiB", "Log:MaxBytes", "20GiB")]
    [TestCase("--History:Raw=P8D", "History:Raw", "P9D")]
    [TestCase("--History:Minute=2Y", "History:Minute", "P2Y")]
    [TestCase("--History:Shift=P101Y", "History:Shift", "P100Y")]
    [TestCase("--History:Kind=tape", "History:Kind", "sqlite or influx")]
    [TestCase("--History:Kind=influx --History:Api=v3", "History:Api", "v2")]
    [TestCase("--History:Kind=influx --History:Url=http://127.0.0.1:1 --History:Org=o", "History:Bucket", "History:Api=v2")]
    [TestCase("--History:Kind=influx --History:Url=http://127.0.0.1:1 --History:Bucket=b", "History:Org", "History:Api=v2")]
    [TestCase("--History:Kind=influx --History:Url=http://127.0.0.1:1 --History:Api=v1", "History:Database", "History:Api=v1")]
    [TestCase("--History:Kind=influx --History:Api=v1 --History:Database=d", "History:Url", "http://")]
    [TestCase("--History:Kind=influx --History:Url=ftp://x --History:Org=o --History:Bucket=b", "History:Url", "http://")]
    [TestCase("--History:Kind=influx --History:Url=http://u:p@127.0.0.1:1 --History:Org=o --History:Bucket=b", "History:Url", "History:TokenFile")]
    [TestCase("--History:Kind=influx --History:Url=http://127.0.0.1:1 --History:Api=v1 --History:Database=d --History:Bucket=b", "History:Bucket", "History:Api=v2")]
    [TestCase("--History:Kind=influx --History:Url=http://127.0.0.1:1 --History:Org=o --History:Bucket=b --History:User=u", "History:User", "History:Api=v1")]
    [TestCase("--History:Kind=influx --History:Url=http://127.0.0.1:1 --History:Api=v1 --History:Database=d --History:User=u", "History:Password", "both")]
    [TestCase("--History:Token=t", "History:Token", "History:TokenFile")]
    [TestCase("--History:Password=p", "History:Password", "History:PasswordFile")]
    [TestCase("--History:TokenFile=missing", "History:TokenFile", "missing")]
    [TestCase("--Roles=ingest", "Roles", "ingest,alerting,dashboard")]
    public async Task Names_what_is_wrong_and_what_it_takes(string arguments, params string[] named)
    {
        await using var folder = TestInstallation.Create();
        var result = await folder.RunAsync(arguments.Split(' '));
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.EqualTo(2));
            Assert.That(result.Output, Is.Empty);
            Assert.That(result.ErrorLines, Has.Length.EqualTo(arguments.Contains("Key=missing.pem", StringComparison.Ordinal) ? 2 : 1), result.Error);
            foreach (var name in named)
            {
                Assert.That(result.ErrorLines.FirstOrDefault(), Does.Contain(name));
            }
        });
    }

    [Test]
    public async Task Names_all_faults_together()
    {
        await using var folder = TestInstallation.Create();
        folder.Write("appsettings.json", """{"Mqtt":{"MaxInflight":"no"},"Late":{"Horizont":"P1D"}}""");
        var result = await folder.RunAsync("--Http:Listen=x", "--Log:Kind=tape");
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.ErrorLines, Has.Length.EqualTo(4), result.Error);
        Assert.That(result.Error, Does.Contain("Mqtt:MaxInflight").And.Contain("Late:Horizon").And.Contain("Http:Listen").And.Contain("Log:Kind"));
    }

    [Test]
    public async Task Names_files_of_tls_that_cannot_be_used()
    {
        using var certificates = new TestCertificates();
        var (certificate, key, _) = certificates.Server();
        await using var folder = TestInstallation.Create();
        var mixed = await folder.RunAsync(
            "--Mqtt:Tls:Listen=0.0.0.0:0",
            $"--Mqtt:Tls:Certificate={folder.Write("a.pem", certificate)}",
            $"--Mqtt:Tls:Key={folder.Write("b.key", certificates.Server().Key)}",
            $"--Mqtt:Tls:ClientCa={folder.Write("empty.pem", "")}",
            $"--Http:Tls:Certificate={folder.Write("c.pem", "no PEM")}",
            $"--Http:Tls:Key={folder.Write("a.key", key)}",
            "--Mqtt:AllowAnonymous=true");
        Assert.That(mixed.ExitCode, Is.EqualTo(2));
        Assert.That(mixed.ErrorLines, Has.Length.EqualTo(4), mixed.Error);
        Assert.That(mixed.Error, Does.Contain("b.key").And.Contain("empty.pem").And.Contain("c.pem").And.Contain("Mqtt:AllowAnonymous: takes true only when Mqtt:Tls:Listen is on loopback"));
    }

    [Test]
    public async Task Names_a_settings_file_that_is_no_json()
    {
        await using var folder = TestInstallation.Create();
        folder.Write("appsettings.json", "{");
        var result = await folder.RunAsync("serve");
        Assert.That((result.ExitCode, result.ErrorLines.Length), Is.EqualTo((2, 1)), result.Error);
        Assert.That(result.Error, Does.Contain("appsettings.json"));
    }
}
