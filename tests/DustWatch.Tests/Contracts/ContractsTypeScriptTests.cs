using System.Runtime.CompilerServices;
using NUnit.Framework;

namespace DustWatch.Tests.Contracts;

/// <summary>The page and the server cannot differ about a shape: the page's types are written from the server's.</summary>
public sealed class ContractsTypeScriptTests
{
    private const string Header = """
        /**
         * Every shape that crosses the edge between this page and the server. Generated from dashboard/Contracts by the test
         * ContractsTypeScriptTests; run it with DUSTWATCH_APPROVE=1 to write it. Changed by hand, it fails that test.
         */

        """;

    [Test]
    public void The_page_has_the_shapes_of_the_server()
    {
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here()) ?? "", "../../../dashboard/web/src/contracts.ts"));
        var generated = ContractsTypeScript.Generate(Header);
        if (Environment.GetEnvironmentVariable("DUSTWATCH_APPROVE") == "1")
        {
            File.WriteAllText(path, generated);
        }

        Assert.That(File.ReadAllText(path), Is.EqualTo(generated), $"dashboard/Contracts has changed: run this test with DUSTWATCH_APPROVE=1 to write {path}, and mend what the type check of the page then finds.");
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
