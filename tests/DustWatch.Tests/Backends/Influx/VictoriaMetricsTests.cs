using System.Text.Json;
using DustWatch.Ingest.Log;
using DustWatch.Backends.Influx;
using NUnit.Framework;
using static DustWatch.Tests.Backends.LogReading;

namespace DustWatch.Tests.Backends.Influx;

/// <summary>A second real server behind the v2 interface.</summary>
[TestFixture]
internal sealed class VictoriaMetricsTests
{
    [Test]
    public async Task Takes_the_samples_over_the_v2_interface()
    {
        await using var server = await ServerProcess.StartVictoriaMetricsAsync();
        using var folder = new TemporaryFolder();
        await using var history = new NearAndInflux(new InfluxOptions(server.Address, InfluxApi.V2, "dust", "any", "dust"), folder.Path, Given.Registry(Given.Point("p1")));
        await history.WriteAsync([new SampleBatch(1, Sample(0, 0).Time, Samples(25_000))], CancellationToken.None);
        await server.Http.GetAsync(new Uri(server.Address, "internal/force_flush"));

        var export = await server.Http.GetStringAsync(new Uri(server.Address, "api/v1/export?match[]={__name__=\"sample_value\"}"));

        var series = export.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.That(series[0].GetProperty("metric").GetProperty("point").GetString(), Is.EqualTo("p1"));
        var found = series.SelectMany(s => s.GetProperty("timestamps").EnumerateArray().Zip(s.GetProperty("values").EnumerateArray())).Select(v => (v.First.GetInt64(), Math.Round(v.Second.GetDouble() * 1e6))).Order();
        Assert.That(found, Is.EqualTo(Samples(25_000).Select(s => (s.Time.Milliseconds, (double)s.Value))));
    }
}
