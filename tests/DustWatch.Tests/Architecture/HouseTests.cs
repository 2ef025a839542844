using System.Diagnostics;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace DustWatch.Tests.Architecture;

/// <summary>How the repository is laid out and its sources are written, where that is cheap to hold.</summary>
[TestFixture]
internal sealed partial class HouseTests
{
    private const int LinesMaximum = 400;

    private static readonly string[] TopFolders = ["alerting", "dashboard", "infra", "ingest", "simulators", "tests"];
    private static readonly string[] NamesOfNothing = ["Common", "Core", "Utils", "Infrastructure", "Abstractions"];

    [Test]
    public void The_top_level_holds_the_six_folders_the_solution_and_what_builds_it()
    {
        string[] must = [.. TopFolders, "DustWatch.sln", "README.md"];
        Assert.That(Repository.TopLevel.Where(name => !IsBuildFile(name)), Is.EquivalentTo(must));
    }

    [Test]
    public void No_project_is_named_after_nothing() =>
        Assert.That(Repository.Projects.Where(path => Path.GetFileNameWithoutExtension(path).Split('.').Any(NamesOfNothing.Contains)), Is.Empty);

    [Test]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "DustWatch.sln")).Replace('\\', '/');
        Assert.That(Repository.Projects.Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Every_folder_of_the_top_level_says_what_enters_and_leaves() =>
        Assert.That(TopFolders.Where(folder => !File.Exists(Path.Combine(Repository.Root, folder, "README.md"))), Is.Empty);

    [Test]
    public void A_source_is_short() =>
        Assert.That(Repository.Sources.Where(source => Repository.Lines(source).Length > LinesMaximum), Is.Empty);

    [Test]
    public void A_source_holds_one_type() =>
        Assert.That(Repository.Sources.Where(source => Repository.Lines(source).Count(line => TopLevelType().IsMatch(line)) != 1), Is.Empty);

    [Test]
    public void A_source_has_a_file_scoped_namespace() =>
        Assert.That(Repository.Sources.Where(source => Repository.Lines(source).Count(line => FileScopedNamespace().IsMatch(line)) != 1), Is.Empty);

    [Test]
    public void A_source_has_no_regions() => Assert.That(LinesThatMatch(Region()), Is.Empty);

    [Test]
    public void No_test_steps_aside() => Assert.That(LinesThatMatch(Evasion()), Is.Empty);

    /// <summary>The build refuses them by symbol; this one also sees them under a suppression.</summary>
    [Test]
    public void No_source_spells_a_banned_member()
    {
        var banned = File.ReadAllLines(Path.Combine(Repository.Root, "infra", "build", "BannedSymbols.txt"))
            .Select(line => BannedMember().Match(line))
            .Where(match => match.Success)
            .Select(match => Regex.Escape($"{match.Groups["type"].Value}.{match.Groups["member"].Value}"))
            .Distinct()
            .ToList();
        Assert.That(banned, Is.Not.Empty);
        Assert.That(LinesThatMatch(new Regex($@"\b({string.Join('|', banned)})\b")), Is.Empty);
    }

    private static bool IsBuildFile(string name) => name[0] == '.' || name is "global.json" or "LICENSE" || name.StartsWith("Directory.", StringComparison.Ordinal);

    private static IEnumerable<string> LinesThatMatch(Regex pattern) =>
        from source in Repository.Sources
        from line in Repository.Lines(source).Select((text, index) => (Text: text, Number: index + 1))
        where pattern.IsMatch(line.Text)
        select $"{source}({line.Number}): {line.Text.Trim()}";

    [GeneratedRegex(@"^((public|internal|file|static|sealed|abstract|readonly|partial|unsafe|ref) )*(class|struct|record|interface|enum|delegate) ")]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"^namespace [\w.]+;$")]
    private static partial Regex FileScopedNamespace();

    [GeneratedRegex(@"^\s*#\s*region")]
    private static partial Regex Region();

    [GeneratedRegex(@"Assert\.(Ignore|Pass|Inconclusive)\b|\[(Ignore|Explicit)\b")]
    private static partial Regex Evasion();

    [GeneratedRegex(@"^[PM]:(?:\w+\.)*(?<type>\w+)\.(?<member>\w+)")]
    private static partial Regex BannedMember();

    /// <summary>./data, and the files that a command names, are in the folder that the README's command is typed in, not in the project's.</summary>
    [Test]
    public async Task Dotnet_run_works_in_the_callers_folder()
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", Path.Combine(Repository.Root, "dashboard"), "-getProperty:RunWorkingDirectory"]) { RedirectStandardOutput = true };
        using var evaluation = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");

        Assert.That((await evaluation.StandardOutput.ReadToEndAsync()).Trim(), Is.Empty);
        await evaluation.WaitForExitAsync();
        Assert.That(evaluation.ExitCode, Is.Zero);
    }
}
