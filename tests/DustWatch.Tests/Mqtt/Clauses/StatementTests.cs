using System.Reflection;
using System.Text.RegularExpressions;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Mqtt.Clauses;

/// <summary>Every numbered statement of both standards is shown by a script or a test, or has a reason why it is not.</summary>
public sealed partial class StatementTests
{
    private const int Statements311 = 140;
    private const int Statements500 = 251;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Mqtt", "Clauses");

    private static readonly IReadOnlyList<Statement> Statements = Statement.ReadAll(Folder);

    private static readonly ILookup<MqttVersion, string> Scripts = Clause.ReadAll(Folder).ToLookup(clause => clause.Version, clause => clause.Id);

    [TestCase(MqttVersion.V311, Statements311)]
    [TestCase(MqttVersion.V500, Statements500)]
    public void Each_is_listed_once(MqttVersion version, int count)
    {
        var ids = Statements.Where(statement => statement.Version == version).Select(statement => statement.Id).ToList();
        Assert.That(ids, Has.Count.EqualTo(count).And.Unique);
    }

    [Test]
    public void Each_has_a_script_of_its_standard_or_a_test_or_a_reason() => Assert.That(Statements.Where(statement => !IsShown(statement)), Is.Empty);

    [Test]
    public void A_script_goes_by_the_number_of_a_statement()
    {
        var known = Statements.Select(statement => statement.Id).ToHashSet();
        Assert.That(Scripts.SelectMany(ids => ids).Distinct().Where(id => StatementNumber().IsMatch(id) && !known.Contains(id)), Is.Empty);
    }

    private static bool IsShown(Statement statement) => statement.Kind switch
    {
        Statement.Clause => statement.What.Split(", ").All(id => Scripts[statement.Version].Contains(id)),
        Statement.Test => IsTest(statement.What),
        Statement.Why => statement.What.Length > 0,
        _ => false,
    };

    private static bool IsTest(string name) => name.Split('.') is [var type, var method]
        && Assembly.GetExecutingAssembly().GetTypes().Where(t => t.Name == type).SelectMany(t => t.GetMethods()).Any(m => m.Name == method
            && m.GetCustomAttributes().Any(a => a is TestAttribute or TestCaseAttribute or TestCaseSourceAttribute));

    [GeneratedRegex(@"-\d+$")]
    private static partial Regex StatementNumber();
}
