using System.IO.Compression;
using System.Text;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>Where <c>backtest</c> takes its samples from, and what it compares.</summary>
[TestFixture]
internal sealed class BacktestSourcesTests
{
    private const string Registry = """
        {"enterprises":[{"id":"e1","name":"one"}],
         "points":[{"id":"p1","enterprise":"e1","agent":"noise","quantities":["noise_laeq"],"interval":"PT1S"}]}
        """;

    private const string Csv = "point,quantity,ts,value,flag\np1,noise_laeq,1740960001000,140,N\np1,noise_laeq,1740960002000,60,N\n";

    private static readonly string[] Options = ["--registry", "registry.json"];

    private TestInstallation? _made;
    private string[] _expected = [];

    private TestInstallation Folder => _made ?? throw new InvalidOperationException("It is made before each test.");

    [SetUp]
    public async Task JudgeThePlainFileAsync()
    {
        _made = TestInstallation.Create();
        Folder.Write("registry.json", Registry);
        _expected = await Folder.DoAsync(["backtest", Folder.Write("plain.csv", Csv), .. Options]);
        Assert.That(_expected, Is.Not.Empty);
    }

    [TearDown]
    public async Task DeleteAsync()
    {
        if (_made is not null)
        {
            await _made.DisposeAsync();
        }
    }

    [TestCase("packed.csv.gz")]
    [TestCase("packed.csv", Description = "by its first bytes")]
    public async Task Unpacks_what_is_packed(string name)
    {
        await File.WriteAllBytesAsync(Folder.File(name), Pack(Csv));
        Assert.That(await Folder.DoAsync(["backtest", name, .. Options]), Is.EqualTo(_expected));
    }

    [TestCase("cut.csv.gz")]
    [TestCase("plain.csv.gz")]
    public async Task Says_which_file_is_not_packed_as_it_should_be(string name)
    {
        var bytes = name.StartsWith("cut", StringComparison.Ordinal) ? Pack(Csv)[..^12] : Encoding.UTF8.GetBytes(Csv);
        await File.WriteAllBytesAsync(Folder.File(name), bytes);
        var result = await Folder.RunAsync(["backtest", name, .. Options]);
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((1, "")));
        Assert.That(result.ErrorLines.Single(), Does.StartWith($"dustwatch: {name}: "));
    }

    [Test]
    public async Task Reads_standard_input([Values] bool isPacked)
    {
        var result = await Folder.RunAsync(isPacked ? Pack(Csv) : Encoding.UTF8.GetBytes(Csv), ["backtest", "-", .. Options]);
        Assert.That(result.OutputLines, Is.EqualTo(_expected), result.Error);
        Assert.That(result.ExitCode, Is.Zero);
    }

    [Test]
    public async Task Names_standard_input_where_a_line_of_it_is_bad()
    {
        var result = await Folder.RunAsync(Encoding.UTF8.GetBytes(Csv + "x\n"), ["backtest", "-", .. Options]);
        Assert.That((result.ExitCode, result.ErrorLines[0]), Is.EqualTo((1, "-:4: malformed: x")));
        Assert.That(result.OutputLines, Is.EqualTo(_expected));
    }

    [Test]
    public async Task Takes_files_pipes_and_packed_files_as_one_set()
    {
        var header = Csv[..(Csv.IndexOf('\n') + 1)];
        var lines = Csv[header.Length..].Split('\n');
        await File.WriteAllBytesAsync(Folder.File("second.csv.gz"), Pack($"{header}{lines[1]}\n"));
        Folder.Write("empty.csv", header);
        var result = await Folder.RunAsync(Encoding.UTF8.GetBytes($"{header}{lines[0]}\n"), ["backtest", "second.csv.gz", "empty.csv", "-", .. Options]);
        Assert.That(result.OutputLines, Is.EqualTo(_expected), result.Error);
    }

    [Test]
    public async Task Counts_repeats_in_its_summary()
    {
        Folder.Write("repeats.csv", Csv + "p1,noise_laeq,1740960002000,60,N\np1,noise_laeq,1740960002000,61,N\n");
        var result = await Folder.RunAsync(["backtest", "repeats.csv", .. Options]);
        Assert.That((result.ExitCode, result.ErrorLines.Length), Is.EqualTo((0, 1)), result.Error);
        Assert.That(result.ErrorLines[0], Does.StartWith("4 samples, ").And.EndWith(" transitions, 1 duplicates, 1 conflicts"));
    }

    [Test]
    public async Task Tells_what_other_rules_change()
    {
        string Rules(string name, params string[] rules) => Folder.Write(name, $"{{\"rules\":[{string.Join(',', rules)}]}}");
        string Rule(string id, int above) => $$"""{"id":"{{id}}","quantity":"noise_laeq","window":{"kind":"instant"},"levels":[{"level":"exceeded","above":{{above}}}]}""";
        Folder.Write("rising.csv", "point,quantity,ts,value\np1,noise_laeq,1740960001000,80\np1,noise_laeq,1740960002000,90\n");
        Rules("old.json", Rule("stays", 85), Rule("moves", 85), Rule("goes", 85));
        Rules("new.json", Rule("stays", 86), Rule("moves", 75), Rule("comes", 85));
        var lines = await Folder.DoAsync(["backtest", "rising.csv", "--rules", "new.json", "--against", "old.json", .. Options]);
        Assert.That(lines.Select(line => $"{Text(line, "rule")} {Text(line, "at")[17..19]} {Text(line, "change")}"), Is.EqualTo(new[] { "moves 01 moved", "comes 02 added", "goes 02 removed" }));
        Assert.That(lines, Is.All.Matches("^\\{\"point\":.*,\"clause\":null,\"change\":\"[a-z]+\"\\}$"));
    }

    [TestCase("--against missing.json plain.csv", "--against")]
    [TestCase("--out nowhere/out.jsonl plain.csv", "--out")]
    [TestCase("- -", "FILE")]
    [TestCase("missing.csv", "FILE")]
    [TestCase("", "FILE")]
    [TestCase("--from 2025-03-03T00:00:00Z", "--to")]
    [TestCase("--to 2025-03-03T00:00:00Z", "--from")]
    [TestCase("--from 2025-03-03T00:00:00Z --to 2025-03-03T00:00:00Z", "--to")]
    [TestCase("--from 2025-03-02T00:00:00Z --to 2025-03-03T00:00:00Z", "--Data")]
    [TestCase("--from yesterday --to 2025-03-03T00:00:00Z", "--from")]
    [TestCase("--from 2025-03-02T00:00:00Z --to 2025-03-03T00:00:00Z plain.csv", "--from")]
    public async Task Says_in_a_line_what_it_takes_instead(string words, string named)
    {
        var result = await Folder.RunAsync(["backtest", .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. Options]);
        Assert.That((result.ExitCode, result.Output, result.ErrorLines.Length), Is.EqualTo((2, "", 1)), result.Error);
        Assert.That(result.Error, Does.StartWith("dustwatch: ").And.Contain(named));
    }

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static string Text(string line, string key)
    {
        using var json = System.Text.Json.JsonDocument.Parse(line);
        return json.RootElement.GetProperty(key).GetString() ?? "";
    }
}
