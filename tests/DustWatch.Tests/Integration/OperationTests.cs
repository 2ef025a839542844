using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.RegularExpressions;
using DustWatch.Dashboard.Configuration;
using DustWatch.Tests.Architecture;
using DustWatch.Tests.Integration.Brokers;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>What <c>infra/</c> gives to whoever runs the program: as far as it can be held against the real things here.</summary>
[TestFixture]
internal sealed partial class OperationTests
{
    private const string Registry = """
        {"enterprises":[{"id":"e1","name":"one"}],
         "points":[{"id":"p1","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable"],"interval":"PT1S"},
                   {"id":"p2","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable"],"interval":"PT1S"}]}
        """;

    [TestCase("compose/compose.yml", 7)]
    [TestCase("compose/Dockerfile", 3)]
    [TestCase("systemd/dustwatch.service", 1)]
    [TestCase("systemd/dustwatch-backup.service", 1)]
    public void Sets_only_what_there_is_to_set(string file, int atLeast)
    {
        var keys = Setting().Matches(Read(file)).Select(m => m.Groups["key"].Value.Replace("__", ":", StringComparison.Ordinal)).ToList();
        Assert.That(keys, Has.Count.GreaterThanOrEqualTo(atLeast));
        Assert.That(keys.Where(key => SettingKeys.Find(key) is null), Is.Empty);
    }

    [Test]
    public async Task Looks_healthy_to_a_container_only_while_it_serves()
    {
        await using var site = await TestInstallation.StartAsync(Registry);
        var port = site.Server.Address.Port.ToString(CultureInfo.InvariantCulture);
        var check = HealthCheck().Match(Read("compose/Dockerfile")).Groups["command"].Value.Replace("8080", port, StringComparison.Ordinal);
        var words = JsonSerializer.Deserialize<string[]>(check) ?? throw new InvalidDataException(check);
        Assert.That(await RunAsync(words), Is.Zero);
        Assert.That(await RunAsync([.. words.Select(word => word.Replace("/healthz", "/api/v1/points", StringComparison.Ordinal))]), Is.Not.Zero, "it reads the answer");
        await site.KillAsync();
        Assert.That(await RunAsync(words), Is.Not.Zero);
        await site.StartAsync();
    }

    [Test]
    public async Task Is_scraped_as_prometheus_yml_says() =>
        Assert.That(await RunAsync(["victoria-metrics", $"-promscrape.config={PathOf("prometheus/prometheus.yml")}", "-promscrape.config.strictParse=false", "-dryRun"]), Is.Zero);

    [Test]
    public async Task Takes_what_devices_send_to_a_broker_outside()
    {
        await using var site = await TestInstallation.StartAsync(Registry);
        var secret = (await site.DoAsync("device", "add", "bridge", "--point", "p1", "p2")).Single();
        var port = Mosquitto.FreePort();
        await WriteBrokerAsync(site, port, secret);
        using var broker = Process.Start(new ProcessStartInfo("mosquitto", ["-c", site.File("mosquitto.conf")]) { RedirectStandardError = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("mosquitto does not start.");
        try
        {
            var ts = Wall.MinutesAgo(5);
            Task<int> PublishAsync(string point, int second) => MosquittoPub.RunAsync(
                port,
                ["--cafile", site.File("server.crt"), "--insecure", "-q", "1", "-u", "p1", "-P", "device", "-t", $"dustwatch/v1/e1/{point}/data", "-m", $$"""{"ts":{{ts + (second * 1000)}},"dust_respirable":0.3}"""]);
            await Eventually.GetAsync(() => PublishAsync("p2", 1), exitCode => exitCode == 0 || broker.HasExited, "mosquitto");
            Assert.That(await PublishAsync("p1", 1), Is.Zero);
            Assert.That(await PublishAsync("p1", 2), Is.Zero);
            await Eventually.GetAsync(() => site.Api.ItemsAsync("points/p1/history?quantity=dust_respirable"), items => items.Count == 2, "what the bridge hands on");
            Assert.That(await site.Api.ItemsAsync("points/p2/history?quantity=dust_respirable"), Is.Empty, "a device's name is its point's id");
        }
        finally
        {
            broker.Kill();
            await broker.WaitForExitAsync();
            await TestContext.Out.WriteLineAsync(await broker.StandardOutput.ReadToEndAsync() + await broker.StandardError.ReadToEndAsync()); // shown when the test has failed
        }
    }

    // The file as it stands, with this machine's folders and ports.
    private static async Task WriteBrokerAsync(TestInstallation site, int port, string secret)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        site.Write("server.crt", certificate.ExportCertificatePem());
        site.Write("server.key", key.ExportPkcs8PrivateKeyPem());
        Assert.That(await RunAsync(["mosquitto_passwd", "-c", "-b", site.File("passwords"), "p1", "device"]), Is.Zero);
        var settings = Read("mosquitto/mosquitto.conf")
            .Replace("/mosquitto/secrets/", site.File("") + "/", StringComparison.Ordinal)
            .Replace("/mosquitto/data/", site.File("") + "/", StringComparison.Ordinal)
            .Replace("/mosquitto/config/acl", PathOf("mosquitto/acl"), StringComparison.Ordinal)
            .Replace("listener 8883", string.Create(CultureInfo.InvariantCulture, $"listener {port} 127.0.0.1"), StringComparison.Ordinal)
            .Replace("address dustwatch:1883", string.Create(CultureInfo.InvariantCulture, $"address 127.0.0.1:{site.Server.MqttPort}"), StringComparison.Ordinal);
        site.Write("mosquitto.conf", $"user {Environment.UserName}\n{settings}\nremote_username bridge\nremote_password {secret}\n");
    }

    private static async Task<int> RunAsync(string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardError = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{words[0]} does not start.");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        await TestContext.Out.WriteLineAsync(await output + await error);
        return process.ExitCode;
    }

    private static string PathOf(string file) => Path.Combine(Repository.Root, "infra", file);

    private static string Read(string file) => File.ReadAllText(PathOf(file));

    [GeneratedRegex(@"(?<![${\w])DUSTWATCH_(?<key>[A-Z][a-z]\w*)(?=[:=])")]
    private static partial Regex Setting();

    [GeneratedRegex(@"^ *CMD (?<command>\[.*\])$", RegexOptions.Multiline)]
    private static partial Regex HealthCheck();
}
