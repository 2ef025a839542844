using System.Globalization;
using System.Text;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>What is seen at once after a crash, of what the history held in memory alone.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CrashTests
{
    private const string Registry =
        """{"enterprises":[{"id":"e1","name":"E"}],"points":[{"id":"p1","enterprise":"e1","quantities":["noise_laeq"],"interval":"PT10S"}]}""";

    private readonly long _now = Wall.MinutesAgo(1);

    [Test]
    public async Task The_board_and_the_charts_have_the_newest_values_again()
    {
        await using var site = await TestInstallation.StartAsync(Registry, "--Mqtt:AllowAnonymous=true");
        await PublishAsync(site, 10);
        await site.Api.WaitUntilReadAsync();
        await site.KillAsync();
        await site.StartAsync();
        await site.Api.WaitUntilReadAsync();

        var samples = (await site.Api.GetAsync("points/p1/history?quantity=noise_laeq"))["items"]?.AsArray() ?? [];
        Assert.That(samples.Max(sample => (double?)sample?["value"]), Is.EqualTo(69));
        var point = await site.Api.GetAsync("points/p1");
        Assert.That((double?)point["values"]?[0]?["value"], Is.EqualTo(69));
        Assert.That((bool?)point["online"], Is.False, "nothing has come since");
    }

    [Test]
    public async Task The_server_goes_on_without_its_log()
    {
        await using var site = await TestInstallation.StartAsync(Registry, "--Mqtt:AllowAnonymous=true");
        await PublishAsync(site, 10);
        await site.Api.WaitUntilReadAsync();
        await site.KillAsync();
        foreach (var file in Directory.GetFiles(site.Data, "log.db*"))
        {
            File.Delete(file);
        }

        await site.StartAsync();
        await PublishAsync(site, 20);
        await site.Api.WaitUntilReadAsync();

        Assert.That(await site.Api.ReadyAsync(), Is.EqualTo("ready\n"));
    }

    private async Task PublishAsync(TestInstallation site, int samples)
    {
        await using var client = await site.ConnectAsync();
        for (var i = 0; i < samples; i++)
        {
            var payload = string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{_now + (i * 1000)}},"noise_laeq":{{60 + i}}}""");
            Assert.That(await client.PublishAsync("dustwatch/v1/e1/p1/data", Encoding.UTF8.GetBytes(payload), MqttQos.AtLeastOnce), Is.EqualTo(MqttReasonCode.Success));
        }
    }
}
