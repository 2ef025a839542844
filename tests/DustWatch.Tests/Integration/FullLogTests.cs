using System.Globalization;
using System.Net;
using System.Text;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>A log that is full, because nothing of it may be cut yet: devices wait for their acknowledgements, and nothing of what they sent is lost.</summary>
[TestFixture]
internal sealed class FullLogTests
{
    private const int Payloads = 120;
    private const int Elements = 4_000;
    private const long LogBytes = 16L << 20;

    private static readonly string Registry =
        """
        {"enterprises":[{"id":"e1","name":"one"}],
         "points":[{"id":"p0","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable","noise_laeq"],"interval":"PT1S"}]}
        """;

    [Test]
    public async Task Devices_wait_while_the_log_is_full_and_all_of_it_is_taken_when_it_may_be_cut()
    {
        await using var site = await TestInstallation.StartAsync(Registry, "--Mqtt:AllowAnonymous=true", "--Log:MaxBytes=16MiB");
        await using var client = await site.ConnectAsync(inflight: Payloads);
        var start = Wall.DaysAgo(1);
        var appends = new List<Task<MqttReasonCode>>();
        for (var i = 0; i < Payloads; i++)
        {
            appends.Add(client.PublishAsync("dustwatch/v1/e1/p0/data", Payload(start + i * Elements * 100L), MqttQos.AtLeastOnce).AsTask());
        }

        // 21 MB of samples for 16 MiB, before the first checkpoint: it must become full.
        var refusal = await Eventually.GetAsync(() => ReadyAsync(site), answer => answer.Contains("Log:MaxBytes", StringComparison.Ordinal), "a full log");
        Assert.That(refusal, Does.Contain("samples are not taken"));

        Assert.That(await Task.WhenAll(appends), Is.All.EqualTo(MqttReasonCode.Success));
        await Eventually.GetAsync(() => site.Api.MetricAsync("dustwatch_log_first"), first => first > 1, "a cut"); // the last commit may be the one that fills it
        Assert.That(await site.Api.MetricAsync("dustwatch_log_bytes_maximum"), Is.EqualTo(LogBytes));
        Assert.That(await site.Api.MetricAsync("dustwatch_log_waiting_samples"), Is.Zero);
        await Eventually.GetAsync(() => site.Api.MetricAsync("dustwatch_detect_samples_total"), judged => judged >= 2.0 * Payloads * Elements, "detection");
        await Eventually.GetAsync(() => ReadyAsync(site), answer => answer == "ready\n", "readiness");
        await Eventually.IsTrueAsync(() => Task.FromResult(site.Server.Errors.Contains("has room again", StringComparison.Ordinal)), "the line that says so");
        Assert.That(site.Server.Errors, Does.Contain("neither taken nor acknowledged"));

        // What stands before the cut is in the checkpoints: a start goes on from there.
        await site.KillAsync();
        await site.StartAsync();
        await site.Api.WaitUntilReadAsync();
        Assert.That(site.Server.Errors, Does.Not.Contain("does not hold").And.Not.Contain("cut up to"));
    }

    private static async Task<string> ReadyAsync(TestInstallation site)
    {
        using var answer = await site.Api.SendAsync(HttpMethod.Get, "readyz");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK).Or.EqualTo(HttpStatusCode.ServiceUnavailable));
        return await answer.Content.ReadAsStringAsync();
    }

    private static byte[] Payload(long start)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < Elements; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""{{(i == 0 ? "" : ",")}}{"ts":{{start + i * 100L}},"dust_respirable":0.1,"noise_laeq":70}""");
        }

        return Encoding.UTF8.GetBytes(text.Append(']').ToString());
    }
}
