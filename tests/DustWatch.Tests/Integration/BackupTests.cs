using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary><c>backup</c> beside a running server, and <c>restore</c>: what was there is there again.</summary>
[TestFixture]
internal sealed class BackupTests
{
    private const int Points = 3;
    private const int MessagesAPart = 1500;
    private const int Backups = 3;
    private const int MessagesABackup = 14_000;
    private const int MessagesAtOnce = 350;
    private const long IntervalMilliseconds = 10_000;

    private static readonly string[] Databases = ["ledger.db", "history.db", "log.db"];

    private readonly long _start = Wall.DaysAgo(3);

    [Test]
    public async Task Brings_back_history_ledger_registry_users_devices_and_open_alerts()
    {
        await using var site = await TestInstallation.StartAsync(Registry());
        var secret = (await site.DoAsync("device", "add", "d1", "--point", "k0", "k1", "k2")).Single();
        await site.DoAsync("user", "add", "ada", "--role", "officer", "--enterprise", "e1");
        var token = (await site.DoAsync("user", "token", "ada")).Single();
        await site.DoAsync("import", site.Write("rules.json", """{"defaults":true,"rules":[{"id":"loud","quantity":"noise_laeq","points":["*"],"window":{"kind":"instant"},"levels":[{"level":"notice","above":70}]}]}"""));
        await PublishAsync(site, secret, 0, MessagesAPart);
        await site.Api.WaitUntilReadAsync();
        var alert = (await site.Api.ItemsAsync("alerts?limit=1000")).First(a => (bool?)a["active"] == true);
        Assert.That(await site.Api.StatusAsync(HttpMethod.Post, $"alerts/{(string?)alert["id"]}/acknowledge", new { comment = "seen" }), Is.EqualTo(HttpStatusCode.OK));
        var before = await StateAsync(site);

        var file = site.File("backup.zip");
        Assert.That((await site.DoAsync("backup", file)).Single(), Does.StartWith($"{file}: ").And.Contains("ledger up to entry"));
        await PublishAsync(site, secret, MessagesAPart, MessagesAPart);
        await site.DoAsync("user", "revoke", "ada");
        await site.Api.WaitUntilReadAsync();
        Assert.That(await StateAsync(site), Is.Not.EqualTo(before));
        await site.KillAsync();
        Directory.Delete(site.Data, recursive: true);

        await site.DoAsync("restore", file);
        Assert.That(await site.DoAsync("ledger", "verify"), Has.Some.EndsWith("the chain holds"));
        await site.StartAsync();
        await site.Api.WaitUntilReadAsync();
        Assert.That(await StateAsync(site), Is.EqualTo(before));
        using var ada = new ApiClient(site.Server.Address, token);
        Assert.That((string?)(await ada.GetAsync("sessions/current"))["user"], Is.EqualTo("ada"));
        await PublishAsync(site, secret, MessagesAPart, 10);
        Assert.That(site.Server.Errors, Does.Not.Contain("does not hold"));
    }

    [Test]
    public async Task Is_consistent_under_load()
    {
        await using var site = await TestInstallation.StartAsync(Registry(), "--Mqtt:AllowAnonymous=true");
        var acknowledged = 0;
        var backups = new List<(string File, int Acknowledged)>();
        for (var i = 1; i <= Backups; i++)
        {
            // Bounded, since the samples' times have to stay in the past.
            var last = i * MessagesABackup;
            var publishing = Task.Run(async () =>
            {
                for (var first = acknowledged; first < last; first += MessagesAtOnce)
                {
                    await PublishAsync(site, secret: null, first, MessagesAtOnce);
                    Volatile.Write(ref acknowledged, first + MessagesAtOnce);
                }
            });
            await Eventually.GetAsync(() => Task.FromResult(Volatile.Read(ref acknowledged)), count => count > last - MessagesABackup, "the load");
            backups.Add((site.File($"{i}.zip"), Volatile.Read(ref acknowledged)));
            await site.DoAsync("backup", backups[^1].File);
            await publishing;
        }

        foreach (var (file, least) in backups)
        {
            await using var restored = TestInstallation.Create();
            await restored.DoAsync("restore", file);
            await restored.StartAsync();
            await restored.Api.WaitUntilReadAsync();
            var found = await HistoryAsync(restored);
            Assert.That(found, Has.Count.GreaterThanOrEqualTo(least));
            var outcome = await restored.OutcomeAsync();
            Assert.That(outcome, Is.Not.Empty.And.EqualTo(await restored.BacktestAsync("point,quantity,ts,value\n" + string.Concat(found.Select(line => line + "\n")), Registry())));
            Assert.That((await restored.DoAsync("ledger", "verify")).Single(), Does.EndWith("the chain holds"));
            Assert.That(restored.Server.Errors, Does.Not.Contain("does not hold"));
        }
    }

    [Test]
    public async Task Overwrites_nothing_unasked()
    {
        await using var site = await TestInstallation.StartAsync(Registry());
        var file = site.File("backup.zip");
        await site.DoAsync("backup", file);
        Assert.That(Directory.EnumerateFiles(Path.GetDirectoryName(file)!, "*.part"), Is.Empty); // it has a folder
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        await AssertRefusedAsync(site, 2, "--overwrite", "backup", file);
        await AssertRefusedAsync(site, 2, "data folder", "backup", Path.Combine(site.Data, "backup.zip"));
        await AssertRefusedAsync(site, 2, "FILE", "backup", site.File("nowhere/backup.zip"));
        await AssertRefusedAsync(site, 2, "FILE", "restore", site.File("nothing.zip"));
        await AssertRefusedAsync(site, 1, "in use", "restore", file, "--overwrite");
        await site.DoAsync("backup", file, "--overwrite");
        await site.KillAsync();
        await AssertRefusedAsync(site, 2, "--overwrite", "restore", file);
        await site.DoAsync("restore", file, "--overwrite");
        await site.StartAsync();
        Assert.That(await site.Api.ItemsAsync("points"), Has.Count.EqualTo(Points));

        await using var empty = TestInstallation.Create();
        await AssertRefusedAsync(empty, 1, "nothing", "backup", empty.File("backup.zip"));
    }

    [TestCase("cut")]
    [TestCase("changed")]
    [TestCase("foreign")]
    [TestCase("outside")]
    [TestCase("without log")]
    public async Task Leaves_a_folder_as_it_was_when_the_backup_is_not_whole(string fault)
    {
        await using var site = TestInstallation.Create();
        await site.DoAsync("import", site.Write("r.json", Registry()));
        var file = site.File("backup.zip");
        await site.DoAsync("backup", file);
        Damage(file, fault);
        var before = Directory.EnumerateFiles(site.Data).Order().Select(path => (path, Convert.ToHexString(File.ReadAllBytes(path)))).ToList();
        await AssertRefusedAsync(site, 1, "no whole backup", "restore", file, "--overwrite");
        Assert.That(Directory.EnumerateFiles(site.Data).Order().Select(path => (path, Convert.ToHexString(File.ReadAllBytes(path)))), Is.EqualTo(before));
        Assert.That(Directory.EnumerateDirectories(site.Data, "restored*"), Is.Empty);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(3)]
    public async Task Finishes_at_the_next_start_what_a_power_cut_left(int moved)
    {
        await using var site = TestInstallation.Create();
        await site.DoAsync("import", site.Write("r.json", Registry()));
        var file = site.File("backup.zip");
        await site.DoAsync("backup", file);
        await site.DoAsync("import", site.Write("more.json", """{"points":[{"id":"k9","enterprise":"e1","agent":"noise","quantities":["noise_laeq"],"interval":"PT1S"}]}"""));
        var restored = Path.Combine(site.Data, "restored");
        ZipFile.ExtractToDirectory(file, restored);
        foreach (var name in Databases.Take(moved))
        {
            File.Delete(Path.Combine(site.Data, name + "-wal"));
            File.Delete(Path.Combine(site.Data, name + "-shm"));
            File.Move(Path.Combine(restored, name), Path.Combine(site.Data, name), overwrite: true);
        }

        await site.StartAsync();
        Assert.That((await site.Api.ItemsAsync("points")).Select(p => (string?)p["id"]), Is.EqualTo(new[] { "k0", "k1", "k2" }));
        Assert.That(Directory.Exists(restored), Is.False);
    }

    private static async Task AssertRefusedAsync(TestInstallation site, int exitCode, string named, params IReadOnlyList<string> words)
    {
        var result = await site.RunAsync(words);
        Assert.That((result.ExitCode, result.ErrorLines.Length, result.Output), Is.EqualTo((exitCode, 1, "")), result.Error);
        Assert.That(result.Error, Does.Contain(named));
    }

    private static void Damage(string file, string fault)
    {
        if (fault == "cut")
        {
            using var stream = File.OpenWrite(file);
            stream.SetLength(stream.Length / 2);
            return;
        }

        using var archive = ZipFile.Open(file, ZipArchiveMode.Update);
        var manifest = archive.GetEntry("backup.json") ?? throw new InvalidOperationException("Every backup has it.");
        if (fault == "foreign")
        {
            manifest.Delete();
        }
        else if (fault == "changed")
        {
            using var log = (archive.GetEntry("log.db") ?? throw new InvalidOperationException("Every backup has it.")).Open();
            log.Position = 5_000;
            log.WriteByte(0xA5);
        }
        else
        {
            using var stream = manifest.Open();
            var text = new StreamReader(stream).ReadToEnd().Replace("\"log.db\"", fault == "outside" ? "\"../log.db\"" : "\"logs.db\"", StringComparison.Ordinal);
            stream.SetLength(0);
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
    }

    // What people and devices would miss.
    private async Task<string> StateAsync(TestInstallation site)
    {
        var alerts = (await site.Api.ItemsAsync("alerts?limit=1000")).Select(a => $"{a["id"]} {a["seq"]} {a["state"]} {a["level"]} {a["active"]} {a["since"]} {a["until"]}").Order(StringComparer.Ordinal);
        var rows = await HistoryAsync(site);
        Assert.That(rows, Is.Not.Empty);
        return string.Join('\n', [.. alerts, .. rows, .. await site.OutcomeAsync(), .. await site.DoAsync("export"), .. await site.DoAsync("export", "--rules"), .. await site.DoAsync("device", "list")]);
    }

    // As lines of CSV.
    private async Task<List<string>> HistoryAsync(TestInstallation site)
    {
        var found = new List<string>();
        for (var point = 0; point < Points; point++)
        {
            foreach (var item in await site.Api.ItemsAsync($"points/k{point}/history?quantity=dust_respirable&from={Wall.Rfc3339(_start)}&to={Wall.Rfc3339(_start + 2 * 86_400_000L)}"))
            {
                var t = DateTimeOffset.Parse((string?)item["t"] ?? "", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
                found.Add(string.Create(CultureInfo.InvariantCulture, $"k{point},dust_respirable,{t},{Wall.Text((double)item["value"]!)}")); // every item has one
            }
        }

        return found;
    }

    private async Task PublishAsync(TestInstallation site, string? secret, int first, int count)
    {
        await using var client = await site.ConnectAsync(secret is null ? null : "d1", secret);
        var underWay = new List<Task<MqttReasonCode>>();
        for (var number = first; number < first + count; number++)
        {
            var (ts, value) = (_start + (((number / Points) + 1) * IntervalMilliseconds), number % 997 / 200.0);
            var payload = string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{ts}},"dust_respirable":{{value}}}""");
            underWay.Add(client.PublishAsync($"dustwatch/v1/e1/k{number % Points}/data", Encoding.UTF8.GetBytes(payload), MqttQos.AtLeastOnce).AsTask());
        }

        Assert.That(await Task.WhenAll(underWay), Is.All.EqualTo(MqttReasonCode.Success));
    }

    private static string Registry()
    {
        var points = Enumerable.Range(0, Points).Select(i => $$"""{"id":"k{{i}}","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable"],"interval":"PT10S"}""");
        return $$"""{"enterprises":[{"id":"e1","name":"one"}],"points":[{{string.Join(',', points)}}]}""";
    }
}
