using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DustWatch.Mqtt;
using DustWatch.Tests.Architecture;
using DustWatch.Tests.Backends.Influx;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>
/// Every query of the dashboards in <c>infra/grafana</c>, asked of real servers: InfluxQL of an InfluxDB that the demo writes to, PromQL of a store that holds
/// the demo's <c>/metrics</c>. Beside the demo a point has a shift that exceeds everything, so that no panel's data depend on the time of day.
/// </summary>
[TestFixture]
internal sealed partial class GrafanaTests
{
    private const int Samples = 8 * 3600 + 1;
    private const int BatchSamples = 500;
    private const int Inflight = 8;
    private const string Database = "dust";

    private const string Registry = """
        {"points":[{"id":"own-2","enterprise":"own","agent":"silica-10-50","silica":{"percent":23,"report":"r","date":"2025-11-03"},
                    "quantities":["dust_total","dust_respirable","noise_laeq"],"interval":"PT1S"}]}
        """;

    private readonly long _start = Wall.DaysAgo(1);
    private ServerProcess _influx;
    private ServerProcess _victoria;
    private string _metrics = "";
    private long _storedAt;

    private static IEnumerable<TestCaseData<GrafanaQuery>> InfluxQueries => QueriesOf("influxdb");

    private static IEnumerable<TestCaseData<GrafanaQuery>> PrometheusQueries => QueriesOf("prometheus");

    [OneTimeSetUp]
    public async Task FillAsync()
    {
        _influx = await ServerProcess.StartInfluxAsync();
        _victoria = await ServerProcess.StartVictoriaMetricsAsync();
        await _influx.QueryAsync($"CREATE DATABASE {Database}");
        await using var site = await TestInstallation.StartDemoAsync("--History:Kind=influx", "--History:Api=v1", $"--History:Url={_influx.Address}", $"--History:Database={Database}");
        await site.DoAsync("import", site.Write("more.json", Registry));
        await StoreMetricsAsync(site, secondsAgo: 40);
        await PublishAsync(site);
        await _influx.KillAsync();
        await Eventually.GetAsync(() => site.Api.MetricAsync("dustwatch_influx_retries_total"), count => count > 0, "a write that had to be done again");
        await StoreMetricsAsync(site, secondsAgo: 20);
        await _influx.StartAsync();
        await site.Api.WaitUntilReadAsync();
        await WaitForLedgerAsync(site);
        await Eventually.GetAsync(() => site.Api.MetricAsync("dustwatch_influx_retries_total"), count => count > 0, "the count of what was done again");
        await StoreMetricsAsync(site, secondsAgo: 0);
    }

    [OneTimeTearDown]
    public async Task StopServers()
    {
        await _influx.DisposeAsync();
        await _victoria.DisposeAsync();
    }

    [TestCaseSource(nameof(InfluxQueries))]
    public async Task Gives_series_from_InfluxDB(GrafanaQuery query) =>
        Assert.That(HasSeries(await AskAsync(Filled(query))), Is.True, Filled(query));

    [TestCaseSource(nameof(PrometheusQueries))]
    public async Task Gives_series_from_what_metrics_says(GrafanaQuery query)
    {
        Assert.That(MetricName().Matches(query.Text).Select(m => m.Value), Is.Not.Empty.And.SubsetOf(Described()));

        await Eventually.IsTrueAsync(async () => (await ComputeAsync(query.Text.Replace("$__rate_interval", "2m", StringComparison.Ordinal))).Count > 0, query.Text);
    }

    [Test]
    public async Task Raises_alarms_by_expressions_that_can_be_computed()
    {
        var expressions = AlarmExpression().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", "prometheus", "alerts.yml"))).Select(m => m.Groups["text"].Value).ToList();
        Assert.That(expressions, Has.Count.GreaterThan(5));
        foreach (var expression in expressions)
        {
            Assert.That(MetricName().Matches(expression).Select(m => m.Value), Is.Not.Empty.And.SubsetOf(Described()));

            // Nothing is wrong: what an alarm compares is there all the same.
            var compared = Comparison().Replace(expression, "") is var left && left.StartsWith("absent(", StringComparison.Ordinal) ? left[7..^1] : left;
            await Eventually.IsTrueAsync(async () => (await ComputeAsync(compared)).Count > 0, compared);
        }
    }

    private static IEnumerable<TestCaseData<GrafanaQuery>> QueriesOf(string language) =>
        GrafanaQuery.ReadAll().Where(q => q.Language == language).Select((q, i) => new TestCaseData<GrafanaQuery>(q).SetArgDisplayNames($"{i} {q.Dashboard}: {q.Panel}"));

    private static bool HasSeries(JsonNode answer) => answer["results"]?[0]?["series"]?.AsArray().Count > 0;

    // Every name that /metrics can have, as it describes them.
    private IEnumerable<string> Described() => Description().Matches(_metrics)
        .Select(m => (Name: m.Groups["name"].Value, IsHistogram: m.Groups["type"].Value == "histogram"))
        .SelectMany(m => m.IsHistogram ? [$"{m.Name}_bucket", $"{m.Name}_sum", $"{m.Name}_count"] : new[] { m.Name });

    private async Task<JsonArray> ComputeAsync(string expression)
    {
        var answer = await _victoria.Http.GetStringAsync(new Uri(_victoria.Address, $"api/v1/query?query={Uri.EscapeDataString(expression)}&time={(_storedAt / 1000) + 1}"));
        return JsonNode.Parse(answer)?["data"]?["result"]?.AsArray() ?? throw new InvalidDataException(answer);
    }

    // As Grafana fills them in: a choice of one value, or all where a dashboard begins with all.
    private string Filled(GrafanaQuery query)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"time >= {_start - 86_400_000}ms and time <= {Wall.Now + 60_000}ms");
        return query.Text
            .Replace("$timeFilter", range, StringComparison.Ordinal)
            .Replace("$__interval", "1m", StringComparison.Ordinal)
            .Replace("$point", "own-2", StringComparison.Ordinal)
            .Replace("$enterprise", query.Dashboard == "quality" ? ".*" : "own", StringComparison.Ordinal)
            .Replace("$district", ".*", StringComparison.Ordinal);
    }

    private async Task<JsonNode> AskAsync(string query) => JsonNode.Parse(await _influx.QueryAsync(query, Database)) ?? throw new InvalidDataException("The answer is null.");

    // What was judged comes to InfluxDB from the ledger, behind the samples.
    private async Task WaitForLedgerAsync(TestInstallation site)
    {
        async Task<int> CountAsync(string query) => (await AskAsync(query))["results"]?[0]?["series"]?[0]?["values"]?.AsArray().Count ?? 0;
        foreach (var (query, words) in new[] { ("SELECT \"level\" FROM \"transition\"", Array.Empty<string>()), ("SELECT \"certain\" FROM \"verdict\"", ["--verdicts"]) })
        {
            var lines = (await site.DoAsync(["ledger", "outcome", .. words])).Where(line => line.Contains("\"own-2\"", StringComparison.Ordinal));
            var count = lines.Count(line => line.Contains("\"verdict\"", StringComparison.Ordinal) == (words.Length > 0));
            Assert.That(count, Is.Positive);
            await Eventually.GetAsync(() => CountAsync($"{query} WHERE \"point\" = 'own-2'"), found => found >= count, $"{count} rows of the ledger");
        }
    }

    // A text of /metrics as a scrape would have stored it.
    private async Task StoreMetricsAsync(TestInstallation site, int secondsAgo)
    {
        using var response = await site.Api.SendAsync(HttpMethod.Get, "metrics");
        _metrics = await response.Content.ReadAsStringAsync();
        _storedAt = Wall.Now - (secondsAgo * 1000L);
        using var body = new StringContent(_metrics);
        using var answer = await _victoria.Http.PostAsync(new Uri(_victoria.Address, $"api/v1/import/prometheus?timestamp={_storedAt}"), body);
        Assert.That(answer.IsSuccessStatusCode, Is.True);
    }

    private async Task PublishAsync(TestInstallation site)
    {
        await using var client = await site.ConnectAsync(inflight: Inflight);
        async Task SayAsync(string payload) => await client.PublishAsync("dustwatch/v1/own/own-2/data", Encoding.UTF8.GetBytes(payload), MqttQos.AtLeastOnce);

        // The day before: a minute, which says nothing about its shift.
        await SayAsync($"[{string.Join(',', Enumerable.Range(1 - 86_400, 60).Select(Sample))}]");
        for (var first = 1; first <= Samples; first += BatchSamples)
        {
            await SayAsync($"[{string.Join(',', Enumerable.Range(first, Math.Min(BatchSamples, Samples + 1 - first)).Select(Sample))}]");
        }

        // Maintenance, over range, and what nobody can read.
        await SayAsync(string.Create(CultureInfo.InvariantCulture, $$"""[{"ts":{{_start + 36_000_000}},"dust_total":1,"flag":"M"},{"ts":{{_start + 36_001_000}},"dust_total":20,"flag":"T"}]"""));
        await SayAsync("loud");
        await site.Api.WaitUntilReadAsync();
    }

    // 0.9 times the limit for five hours, then far above it: noticed, foreseen, exceeded.
    private string Sample(int second)
    {
        var (dust, noise) = second <= 5 * 3600 ? (0.63, 84.0) : (1.75, 96.0);
        return string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{_start + (second * 1000L)}},"dust_total":{{dust}},"dust_respirable":{{dust}},"noise_laeq":{{noise}}}""");
    }

    [GeneratedRegex(@"^# TYPE (?<name>\w+) (?<type>\w+)$", RegexOptions.Multiline)]
    private static partial Regex Description();

    [GeneratedRegex(@"^ *expr: (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex AlarmExpression();

    [GeneratedRegex(@" (>|==) .*$")]
    private static partial Regex Comparison();

    [GeneratedRegex(@"dustwatch_\w+")]
    private static partial Regex MetricName();
}
