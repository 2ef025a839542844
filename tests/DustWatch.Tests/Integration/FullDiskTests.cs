using System.Globalization;
using System.Net;
using System.Text;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>A disk that is full under load, a folder that cannot be made, a log whose last page is noise: what was acknowledged is there, and the rest was not acknowledged.</summary>
[TestFixture, Platform("Linux")]
internal sealed class FullDiskTests
{
    private const int Rounds = 3;
    private const int Inflight = 50;

    private const string Registry =
        """
        {"enterprises":[{"id":"e1","name":"one"}],
         "points":[{"id":"p0","enterprise":"e1","agent":"noise","quantities":["noise_laeq"],"interval":"PT1S"}]}
        """;

    private readonly long _start = Wall.DaysAgo(2);
    private int _sent;

    [Test]
    public async Task Acknowledges_nothing_on_a_full_disk_and_goes_on_when_there_is_room()
    {
        using var disk = new SmallDisk();
        await using var site = await TestInstallation.StartAsync(Registry, "--Mqtt:AllowAnonymous=true");
        var acknowledged = new List<int>();
        for (var round = 0; round < Rounds; round++)
        {
            await PublishAsync(site, acknowledged, until: () => _sent >= (round + 1) * 500);
            await disk.FillAsync(site.Server);
            await Eventually.GetAsync(() => ReadyAsync(site), a => a.Contains("log cannot store: The log cannot store:", StringComparison.Ordinal), "an answer that says so");
            Assert.That(await site.Api.MetricAsync("dustwatch_store_failing"), Is.GreaterThan(0));
            var before = acknowledged.Count;
            await PublishAsync(site, acknowledged, until: () => false);
            Assert.That(acknowledged, Has.Count.EqualTo(before), "an acknowledgement on a full disk");

            await disk.FreeAsync(site.Server);
            await Eventually.GetAsync(() => ReadyAsync(site), a => a == "ready\n", "readiness");
        }

        await PublishAsync(site, acknowledged, until: () => _sent >= (Rounds + 1) * 500);
        await site.Api.WaitUntilReadAsync();
        await AssertStoredAsync(site, acknowledged);

        // And over a start.
        Assert.That(await site.Server.StopAsync(), Is.Zero);
        await site.StartAsync();
        await site.Api.WaitUntilReadAsync();
        await AssertStoredAsync(site, acknowledged);
        Assert.That(site.Server.Errors, Does.Not.Contain("does not hold").And.Not.Contain("damaged"));
    }

    [Test]
    public async Task Cuts_a_last_page_of_noise_says_so_and_goes_on()
    {
        await using var site = await TestInstallation.StartAsync(Registry, "--Mqtt:AllowAnonymous=true");
        var acknowledged = new List<int>();
        await PublishAsync(site, acknowledged, until: () => _sent >= 5_000);
        Assert.That(await site.Server.StopAsync(), Is.Zero);
        await using (var file = new FileStream(Path.Combine(site.Data, "log.db"), FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = file.Length - 4096;
            file.Write(Enumerable.Repeat((byte)0xA5, 4096).ToArray());
        }

        await site.StartAsync();
        Assert.That(site.Server.Errors, Does.Contain("was damaged").And.Contain("rebuilt up to record"));
        await PublishAsync(site, acknowledged, until: () => _sent >= 5_500);
        await site.Api.WaitUntilReadAsync();
        await AssertStoredAsync(site, acknowledged); // the history had taken what was cut
    }

    [Test]
    public async Task Says_that_a_data_folder_cannot_be_written()
    {
        var result = await DustWatchProcess.RunAsync(Path.GetTempPath(), "serve", "--Data=/proc/nowhere", "--Http:Listen=127.0.0.1:0", "--Mqtt:Listen=127.0.0.1:0");
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.ErrorLines, Has.Length.EqualTo(1), result.Error);
        Assert.That(result.Error, Does.Contain("/proc/nowhere"));
    }

    // Until the server closes the connection, or all that is wanted is sent and acknowledged.
    private async Task PublishAsync(TestInstallation site, List<int> acknowledged, Func<bool> until)
    {
        await using var client = await site.ConnectAsync(inflight: Inflight);
        var underWay = new Queue<(int Number, Task<MqttReasonCode> Answer)>();
        try
        {
            while (!until() || underWay.Count > 0)
            {
                while (underWay.Count < Inflight && !until())
                {
                    underWay.Enqueue((_sent, client.PublishAsync("dustwatch/v1/e1/p0/data", PayloadOf(_sent), MqttQos.AtLeastOnce).AsTask()));
                    _sent++;
                }

                var (number, answer) = underWay.Dequeue();
                Assert.That(await answer, Is.EqualTo(MqttReasonCode.Success));
                acknowledged.Add(number);
            }
        }
        catch (MqttClosedException)
        {
            foreach (var (number, answer) in underWay)
            {
                if (await answer.ContinueWith(a => a.IsCompletedSuccessfully, TaskScheduler.Default))
                {
                    acknowledged.Add(number);
                }
            }
        }
    }

    private byte[] PayloadOf(int number) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{_start + (number + 1) * 1000L}},"noise_laeq":{{60 + number % 30}}}"""));

    private async Task AssertStoredAsync(TestInstallation site, List<int> acknowledged)
    {
        var range = $"from={Wall.Rfc3339(_start)}&to={Wall.Rfc3339(_start + 86_400_000L)}";
        var stored = (await site.Api.ItemsAsync($"points/p0/history?quantity=noise_laeq&{range}"))
            .Select(item => DateTimeOffset.Parse((string?)item["t"] ?? "", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds())
            .ToHashSet();
        Assert.That(acknowledged.Count(number => !stored.Contains(_start + (number + 1) * 1000L)), Is.Zero, "acknowledged, and not stored");
    }

    private static async Task<string> ReadyAsync(TestInstallation site)
    {
        using var answer = await site.Api.SendAsync(HttpMethod.Get, "readyz");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK).Or.EqualTo(HttpStatusCode.ServiceUnavailable));
        return await answer.Content.ReadAsStringAsync();
    }
}
