using System.Text;
using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.Log;
using DustWatch.Mqtt;
using DustWatch.Tests.Backends;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>What was refused stands in the log, from which detection learns of it.</summary>
[TestFixture]
internal sealed class RefusedRecordTests
{
    [Test]
    public async Task Refused_values_of_a_point_are_in_the_log_with_the_next_tick()
    {
        await using var site = await TestInstallation.StartAsync(
            """
            {"enterprises":[{"id":"e1","name":"one"}],
             "points":[{"id":"p0","enterprise":"e1","agent":"noise","quantities":["noise_laeq"]},{"id":"p1","enterprise":"e1","agent":"noise","quantities":["noise_laeq"]}]}
            """,
            "--Mqtt:AllowAnonymous=true");
        await using (var client = await site.ConnectAsync())
        {
            await client.PublishAsync("dustwatch/v1/e1/p1/data", Encoding.UTF8.GetBytes("""{"noise_laeq":-5,"loudness":1}"""), MqttQos.AtLeastOnce);
            await client.PublishAsync("dustwatch/v1/e1/none/data", Encoding.UTF8.GetBytes("""{"noise_laeq":80}"""), MqttQos.AtLeastOnce);
        }

        // A tick that is appended after the acknowledgement may have been under way: the second one is not.
        var end = await site.Api.MetricAsync("dustwatch_log_end");
        await Eventually.GetAsync(() => site.Api.MetricAsync("dustwatch_log_end"), now => now >= end + 3, "ticks");
        await site.Server.KillAsync();
        await using var log = new SqliteSampleLog(Path.Combine(site.Data, "log.db"), TimeProvider.System);
        var refused = (await log.ReadToAsync(log.End)).OfType<RefusedValues>().ToList();
        Assert.That(refused.SelectMany(r => r.Counts.ToArray()), Is.EqualTo(new[] { new RefusedCount(1, 2) }));
    }
}
