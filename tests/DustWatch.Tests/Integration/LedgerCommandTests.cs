using Microsoft.Data.Sqlite;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>Whoever changes the ledger's file is found out, and where.</summary>
[TestFixture]
internal sealed class LedgerCommandTests
{
    [TestCase("UPDATE entry SET actor = 'somebody else' WHERE seq = 2", 2)]
    [TestCase("UPDATE entry SET body = replace(body, 'viewer', 'operator') WHERE seq = 3", 3)]
    [TestCase("UPDATE entry SET at = at + 1 WHERE seq = 1", 1)]
    [TestCase("DELETE FROM entry WHERE seq = 2", 2)]
    [TestCase("UPDATE entry SET seq = -1 WHERE seq = 2; UPDATE entry SET seq = 2 WHERE seq = 3; UPDATE entry SET seq = 3 WHERE seq = -1", 2)]
    public async Task Names_the_first_entry_that_does_not_hold(string tampering, int entry)
    {
        await using var folder = TestInstallation.Create();
        foreach (var name in new[] { "ada", "ben", "cy", "di" })
        {
            await folder.DoAsync("user", "add", name, "--role", "viewer");
        }

        Assert.That((await folder.DoAsync("ledger", "verify")).Single(), Does.EndWith("entries, the chain holds"));
        var changed = Execute(folder, tampering);
        Assert.That(changed, Is.Positive, "nothing was tampered with");
        var result = await folder.RunAsync("ledger", "verify");
        Assert.That((result.ExitCode, result.ErrorLines.Length), Is.EqualTo((1, 1)), result.Error);
        Assert.That(result.Error, Does.Contain($"entry {entry}:"));
    }

    [Test]
    public async Task Prints_the_head_to_anchor()
    {
        await using var folder = TestInstallation.Create();
        await folder.DoAsync("user", "add", "ada", "--role", "viewer");
        var before = (await folder.DoAsync("ledger", "head")).Single();
        await folder.DoAsync("user", "add", "ben", "--role", "viewer");
        var after = (await folder.DoAsync("ledger", "head")).Single();
        Assert.That(before, Does.Match("^[0-9]+ [0-9a-f]{64}$"));
        Assert.That(after, Is.Not.EqualTo(before));
    }

    [TestCase("verify")]
    [TestCase("head")]
    [TestCase("outcome")]
    public async Task Says_where_it_found_no_ledger(string command)
    {
        await using var folder = TestInstallation.Create();
        var result = await folder.RunAsync("ledger", command);
        Assert.That((result.ExitCode, result.ErrorLines.Length), Is.EqualTo((1, 1)), result.Error);
        Assert.That(result.Error, Does.Contain(folder.Data));
    }

    private static int Execute(TestInstallation folder, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Data, "ledger.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }
}
