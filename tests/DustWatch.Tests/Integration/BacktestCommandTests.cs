using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary><c>backtest</c> as it is typed: what it reads, what it skips, where it writes.</summary>
[TestFixture]
internal sealed class BacktestCommandTests
{
    private const string Header = "point,quantity,ts,value,flag\n";

    private const string Registry = """
        {"enterprises":[{"id":"e1","name":"one"}],
         "points":[{"id":"p1","enterprise":"e1","agent":"noise","quantities":["noise_laeq"],"interval":"PT1S"}]}
        """;

    // The first sample of a day's shift, so loud that the limit of the whole shift is passed with it.
    private const string Loud = "p1,noise_laeq,1740960001000,140,N\n";

    [Test]
    public async Task Writes_a_transition_a_line_and_sums_up()
    {
        await using var folder = TestInstallation.Create();
        var result = await RunAsync(folder, Header + Loud);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.OutputLines.Single(), Does.StartWith("""{"point":"p1","rule":"lex","episode":"p1~lex~1740960001000","quantity":"noise_laeq","from":"normal","to":"exceeded","at":"2025-03-03T00:00:01.000Z","n":0,"reason":"raised","value":"""));
        Assert.That(result.ErrorLines.Single(), Does.StartWith("1 samples, ").And.EndWith(", 1 transitions"));
        Assert.That(Directory.Exists(folder.Data), Is.False, "with a registry it opens no data folder");
    }

    [Test]
    public async Task Writes_to_a_file_when_it_is_told_to()
    {
        await using var folder = TestInstallation.Create();
        var result = await RunAsync(folder, Header + Loud, "--out", folder.File("out.jsonl"));
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((0, "")), result.Error);
        Assert.That(File.ReadAllLines(folder.File("out.jsonl")), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Warns_of_rules_that_no_point_can_meet_and_judges_by_the_others()
    {
        await using var folder = TestInstallation.Create();
        var rules = folder.Write("rules.json", """
            {"rules":[
              {"id":"loud","quantity":"noise_laeq","points":["p1","p2"],"window":{"kind":"instant"},"levels":[{"level":"exceeded","above":85}]},
              {"id":"dusty","quantity":"tsp","window":{"kind":"instant"},"levels":[{"level":"exceeded","above":1}]}]}
            """);
        var result = await RunAsync(folder, Header + Loud, "--rules", rules);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.OutputLines.Single(), Does.Contain("\"rule\":\"loud\""));
        Assert.That(result.ErrorLines[..2], Is.EqualTo(new[]
        {
            $"dustwatch: {rules}: warning: rules[0].points: 'p2' is not among the points: the rule 'loud' judges nothing there",
            $"dustwatch: {rules}: warning: rules[1].quantity: no point of the rule 'dusty' measures tsp",
        }));
    }

    [TestCase("p1,noise_laeq,1740960000000", "malformed")]
    [TestCase("nowhere,noise_laeq,1740960000000,60,N", "unknown-point")]
    [TestCase("p1,loudness,1740960000000,60,N", "unknown-quantity")]
    [TestCase("p1,noise_laeq,1740960000000,loud,N", "not-a-number")]
    [TestCase("p1,noise_laeq,1740960000000,NaN,N", "not-a-number")]
    [TestCase("p1,noise_laeq,1740960000000,201,N", "out-of-range")]
    public async Task Skips_a_bad_line_and_says_which_and_why(string line, string reason)
    {
        await using var folder = TestInstallation.Create();
        var result = await RunAsync(folder, Header + line + "\n" + Loud);
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.ErrorLines[0], Is.EqualTo($"samples.csv:2: {reason}: {line}"));
        Assert.That(result.OutputLines, Has.Length.EqualTo(1), "its neighbours are judged");
    }

    [Test]
    public async Task Stops_at_the_first_bad_line_when_strict()
    {
        await using var folder = TestInstallation.Create();
        var result = await RunAsync(folder, Header + "x\n" + Loud + "y\n", "--strict");
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((1, "")));
        Assert.That(result.ErrorLines, Is.EqualTo(new[] { "samples.csv:2: malformed: x" }));
    }

    [Test]
    public async Task Counts_repeats_as_no_bad_lines()
    {
        await using var folder = TestInstallation.Create();
        var result = await RunAsync(folder, Header + Loud + Loud + Loud.Replace("140", "60", StringComparison.Ordinal));
        Assert.That((result.ExitCode, result.OutputLines.Length), Is.EqualTo((0, 1)), result.Error);
    }

    [Test]
    public async Task Takes_several_files_in_any_order_as_one_set()
    {
        await using var folder = TestInstallation.Create();
        folder.Write("registry.json", Registry);
        folder.Write("b.csv", Header + "p1,noise_laeq,1740960002000,140,N\n");
        folder.Write("a.csv", Header + Loud);
        var one = await folder.RunAsync("backtest", "a.csv", "b.csv", "--registry", "registry.json");
        var other = await folder.RunAsync("backtest", "b.csv", "a.csv", "--registry", "registry.json");
        Assert.That(one.Output, Is.Not.Empty.And.EqualTo(other.Output));
    }

    [Test]
    public async Task Takes_the_registry_of_the_data_folder_when_none_is_named()
    {
        await using var folder = TestInstallation.Create();
        folder.Write("samples.csv", Header + Loud);
        var before = await folder.RunAsync("backtest", "samples.csv");
        Assert.That((before.ExitCode, before.ErrorLines.Length), Is.EqualTo((2, 1)), before.Error);
        Assert.That(before.Error, Does.Contain("--registry").And.Contain(folder.Data));

        await folder.DoAsync("import", folder.Write("registry.json", Registry));
        Assert.That(await folder.DoAsync("backtest", "samples.csv"), Has.Length.EqualTo(1));
    }

    [TestCase("--registry", "missing.json", "--registry")]
    [TestCase("--rules", "missing.json", "--rules")]
    [TestCase("--rules", "bad.json", "bad.json")]
    [TestCase("--registry", "bad.json", "bad.json")]
    public async Task Names_a_file_that_it_cannot_use(string option, string file, string named)
    {
        await using var folder = TestInstallation.Create();
        folder.Write("samples.csv", Header);
        folder.Write("registry.json", Registry);
        folder.Write("bad.json", """{"rules":[{"id":"m","quantity":"loudness"}],"points":[{"id":"?"}]}""");
        var registry = option == "--registry" ? "" : "--registry registry.json";
        var result = await folder.RunAsync(["backtest", "samples.csv", option, file, .. registry.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((2, "")));
        Assert.That(result.ErrorLines, Is.All.Contains(named).And.Not.Empty);
    }

    private static Task<CommandResult> RunAsync(TestInstallation folder, string csv, params string[] options)
    {
        folder.Write("samples.csv", csv);
        folder.Write("registry.json", Registry);
        return folder.RunAsync(["backtest", "samples.csv", "--registry", "registry.json", .. options]);
    }
}
