using System.Text.Json.Nodes;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>The scenarios that came with the design of detection, through the command line: every field that they state.</summary>
[TestFixture]
internal sealed class ScenarioBacktestTests
{
    private static readonly string Folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Data", "scenarios");

    [TestCase("autumn")]
    [TestCase("edges")]
    [TestCase("offline")]
    public async Task Gives_the_scenarios_transitions(string scenario)
    {
        string FileOf(string name) => Path.Combine(Folder, scenario, name);
        await using var folder = TestInstallation.Create();
        var lines = await folder.DoAsync("backtest", FileOf("samples.csv"), "--registry", FileOf("registry.json"), "--rules", FileOf("rules.json"));
        var expected = await File.ReadAllLinesAsync(FileOf("expected.jsonl"));

        Assert.That(lines, Has.Length.EqualTo(expected.Length));
        foreach (var (line, wanted) in lines.Zip(expected))
        {
            var (found, stated) = (Parse(line), Parse(wanted));
            foreach (var (key, value) in stated)
            {
                Assert.That(IsSame(found[key], value), Is.True, $"{key} is {found[key]?.ToJsonString() ?? "null"} in {line}, and {value?.ToJsonString() ?? "null"} in {wanted}");
            }
        }
    }

    private static JsonObject Parse(string line) => JsonNode.Parse(line)?.AsObject() ?? throw new FormatException(line);

    // 1 and 1.0 are the same number.
    private static bool IsSame(JsonNode? found, JsonNode? stated) => JsonNode.DeepEquals(found, stated);
}
