using System.Diagnostics;
using System.Text.Json;
using DustWatch.Tests.Backends;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>The benchmarks start and give figures. What the figures are is nobody's concern here.</summary>
[TestFixture]
internal sealed class BenchmarkTests
{
    private static readonly string[] Keys = ["name", "value", "unit", "peer", "peerValue", "ratio", "allocated"];

    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [TestCase("detect", new[] { "Rx GroupBy+Scan", "Rx Window", "bare exact loop", "bucket loop", "memory" })]
    [TestCase("detect-growth", new[] { "7,200 a point", "100", "1", "1M" })]
    [TestCase("json", new[] { "Utf8JsonReader", "JsonSerializer" })]
    [TestCase("ingest", new[] { "bare Kestrel", "mosquitto", "bare reader" })]
    [TestCase("ingest-idle", new[] { "QoS 0", "asked at most" })]
    [TestCase("log", new[] { "SQLite rows", "raw append + fdatasync", "raw file" })]
    [TestCase("backtest", new[] { "count lines", "asked", "the text" })]
    [TestCase("backtest-month", new[] { "asked", "asked at most", "the text" })]
    [TestCase("history", new[] { "bare prepared loop", "interpolated text", "bare loader" })]
    [TestCase("e2e", new[] { "asked", "ThingsBoard's own", "generator" })]
    [TestCase("hub", new[] { "asked", "bare hub, one each", "bare hub, batched" })]
    [TestCase("demo", new[] { "asked at most" })]
    public async Task A_suite_gives_figures_beside_its_peers(string suite, string[] peers)
    {
        var file = _folder.File($"{suite}.jsonl");
        var (exitCode, error) = await RunAsync(suite, "--quick", "--json", file);

        Assert.That(exitCode, Is.Zero, error);
        var figures = (await File.ReadAllLinesAsync(file)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.That(figures.Select(figure => figure.EnumerateObject().Select(member => member.Name)), Is.All.EqualTo(Keys));
        var rates = figures.Where(figure => figure.GetProperty("unit").GetString() != "bytes").ToList(); // memory may shrink meanwhile
        Assert.That(rates.Select(figure => figure.GetProperty("value").GetDouble()), Is.All.Positive);
        Assert.That(rates.Select(figure => figure.GetProperty("ratio").GetDouble()), Is.All.Positive);
        Assert.That(figures.Select(figure => figure.GetProperty("peer").GetString()), Is.SupersetOf(peers));
    }

    [Test]
    public async Task A_suite_that_is_none_is_refused()
    {
        var (exitCode, error) = await RunAsync("detekt");

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain("detekt").And.Contain("detect, json, ingest"));
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(params string[] arguments)
    {
        // Built and copied beside the tests, as they reference its project.
        var start = new ProcessStartInfo("dotnet", [Path.Combine(TestContext.CurrentContext.TestDirectory, "DustWatch.Benchmarks.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The benchmarks do not start.");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        await output;
        return (process.ExitCode, await error);
    }
}
