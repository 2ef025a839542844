using System.Text.Json;
using System.Text.Json.Nodes;
using DustWatch.Measurements;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>A history without steps is a list as any other: its <c>next</c> is the <c>cursor</c> of what follows.</summary>
public sealed class HistoryPagesTests
{
    [Test]
    public async Task Raw_history_goes_on_from_its_cursor()
    {
        await using var installation = await TestInstallation.StartDemoAsync();
        var end = Instant.Now(TimeProvider.System);
        var times = Enumerable.Range(1, 7).Select(i => end.Plus(-600_000 + (i * 10_000L))).ToList();
        await using (var client = await installation.ConnectAsync())
        {
            var samples = times.Select((t, i) => new { ts = t.Milliseconds, dust_respirable = (i + 1) / 10m });
            await client.PublishAsync("dustwatch/v1/own/own-1/data", JsonSerializer.SerializeToUtf8Bytes(samples), MqttQos.AtLeastOnce);
        }

        await installation.Api.WaitUntilReadAsync();
        var query = $"points/own-1/history?quantity=dust_respirable&from={end.Plus(-600_000)}&to={end}&limit=3";
        var found = new List<double>();
        var pages = 0;
        for (JsonNode? next = ""; next is not null; pages++)
        {
            var page = await installation.Api.GetAsync(next.ToString() is { Length: > 0 } cursor ? $"{query}&cursor={cursor}" : query);
            found.AddRange((page["items"]?.AsArray() ?? []).Select(item => (double?)item?["value"] ?? double.NaN));
            next = page["next"];
        }

        Assert.That(found, Is.EqualTo(new[] { 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7 }));
        Assert.That(pages, Is.EqualTo(3));
    }
}
