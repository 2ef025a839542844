using DustWatch.Tests.Architecture;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting.Operators;

/// <summary>What the README shows is compiled, and does what it says.</summary>
[TestFixture]
internal sealed class OperatorSampleTests
{
    [Test]
    public void Prints_what_is_found()
    {
        using var output = new StringWriter { NewLine = "\n" };
        OperatorSample.Run(output);
        TestContext.Out.WriteLine(output.ToString());
        Assert.That(output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(BlockOf("text")));
    }

    [Test]
    public void Stands_in_the_readme_as_it_is_compiled()
    {
        var source = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "DustWatch.Tests", "Alerting", "Operators", "OperatorSample.cs"));
        const string margin = "        ";
        var body = source.SkipWhile(line => line != "    {").Skip(1).TakeWhile(line => line != "    }");
        Assert.That(BlockOf("csharp"), Is.EqualTo(body.Select(line => line.StartsWith(margin, StringComparison.Ordinal) ? line[margin.Length..] : line)));
    }

    private static IEnumerable<string> BlockOf(string language) =>
        File.ReadAllLines(Path.Combine(Repository.Root, "alerting", "README.md")).SkipWhile(line => line != $"```{language}").Skip(1).TakeWhile(line => line != "```");
}
