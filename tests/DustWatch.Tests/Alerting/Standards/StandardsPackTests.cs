using System.Globalization;
using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Alerting.Standards;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting.Standards;

/// <summary>The packs as data: nothing without its source, nothing that differs from the facts.</summary>
[TestFixture]
internal sealed class StandardsPackTests
{
    private static readonly string[] Marks = ["S", "2", "M"];

    /// <summary>Levels that are the program's own: no standard calls 100 dB(A) severe.</summary>
    private static readonly (string Rule, decimal Above)[] OwnNumbers = [("lex", 100), ("us-niosh-dose", 50)];

    private static IReadOnlyList<StandardsPack> Packs => StandardsPacks.All;

    [TestCaseSource(nameof(Packs))]
    public void Every_number_has_source_edition_day_clause_and_mark(StandardsPack pack)
    {
        foreach (var citation in Citations(pack))
        {
            Assert.That(citation.Standard, Is.EqualTo(pack.Standard));
            Assert.That(citation.Edition, Is.Not.Empty);
            Assert.That(citation.Clause, Is.Not.Empty);
            Assert.That(citation.Source, Is.Not.Empty);
            Assert.That(citation.Mark, Is.AnyOf(Marks));
            Assert.That(citation.EffectiveMark, Is.AnyOf(Marks));
            Assert.That(citation.Effective, Is.GreaterThan(new DateOnly(1970, 1, 1)));
        }

        Assert.That(pack.Id == "management-defaults" || pack.LimitsOf is not null || Citations(pack).Any(), Is.True, "a pack has numbers");
    }

    [TestCaseSource(nameof(Packs))]
    public void Every_level_of_a_rule_names_its_clause_or_takes_that_of_the_limit(StandardsPack pack)
    {
        foreach (var rule in pack.Rules)
        {
            var clauses = rule.Kind == RuleKind.Exposure ? rule.Levels.Where(level => level.Times is null || level.Clause is not null).Select(level => level.Clause) : [rule.Clause];
            Assert.That(clauses.Where(clause => clause != "management default"), Has.All.StartsWith(pack.Standard), rule.Id);
        }
    }

    [TestCaseSource(nameof(Packs))]
    public void Every_number_of_a_rule_stands_among_the_numbers_of_its_pack(StandardsPack pack)
    {
        var stated =
            from rule in pack.Rules
            from level in rule.Levels
            where rule.Aggregate != Aggregate.Count && level.Above is { } above && !OwnNumbers.Contains((rule.Id, above))
            select (rule, level.Above);
        foreach (var (rule, above) in stated)
        {
            var numbers = rule.Dose is { } criterion
                ? pack.Doses.Where(dose => dose.Criterion == criterion).Select(dose => dose.Percent)
                : NumbersOf(pack).Where(limit => limit.Quantity == rule.Quantity).Select(limit => limit.Limit);
            Assert.That(numbers, Does.Contain(above), rule.Id);
        }
    }

    [TestCaseSource(nameof(Packs))]
    public void An_action_level_that_a_rule_takes_as_a_half_is_a_half(StandardsPack pack)
    {
        foreach (var action in pack.Limits.Where(limit => limit.Kind == LimitKind.Action && !Quantities.IsDecibel(limit.Quantity)))
        {
            var limit = pack.Limits.Single(l => l.Kind == LimitKind.Limit && l.Agent == action.Agent && l.Quantity == action.Quantity);
            Assert.That(action.Limit / limit.Limit, Is.EqualTo(pack.Rules.Single(rule => rule.Quantity == action.Quantity).Levels.Single(level => level.Level == Level.Notice).Times));
        }
    }

    [Test]
    public void A_rule_of_another_jurisdiction_has_an_id_of_its_own()
    {
        var ids = Packs.SelectMany(pack => pack.Rules, (pack, rule) => (pack.Jurisdiction, rule.Id)).ToList();
        Assert.That(ids.Select(rule => rule.Id), Is.Unique);
        var foreign = ids.Where(rule => rule.Jurisdiction is not ("cn" or null));
        Assert.That(foreign.Where(rule => !rule.Id.StartsWith($"{rule.Jurisdiction}-", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void The_dust_table_of_China_is_row_by_row_that_of_the_facts()
    {
        var pack = StandardsPacks.Find("gbz-2.1-2019");
        var rows = pack?.Limits.Select(limit => (limit.Agent, limit.Quantity, limit.Limit, limit.Citation.Mark));
        Assert.That(rows, Is.EquivalentTo(DustTable()));
        Assert.That(pack?.Limits.Select(limit => limit.Agent).Distinct().Count(), Is.EqualTo(54));
        Assert.That(pack?.Limits.Where(limit => limit.Name.Contains("< 10 %", StringComparison.Ordinal)).Select(limit => limit.Silica), Has.All.EqualTo(new Band(0, true, 10, false)));
        Assert.That(pack?.Limits.Where(limit => limit.Agent is "mineral-fibre" or "asbestos").Select(limit => limit.Note), Has.All.Contains("f/mL"));
    }

    /// <summary>Its values are proprietary: it may be named, and has no pack.</summary>
    [Test]
    public void Nothing_comes_from_ACGIH() =>
        Assert.That(Packs.SelectMany(pack => Citations(pack).Select(c => c.Source).Append(pack.Title).Append(pack.Standard)), Has.None.Contains("ACGIH").And.None.Contains("TLV"));

    [TestCase("us-osha", "silica-10-50", Quantity.DustRespirable, 0.05, "2")]
    [TestCase("us-osha", "other", Quantity.DustTotal, 15, "M")]
    [TestCase("us-osha", "other", Quantity.DustRespirable, 5, "M")]
    [TestCase("us-osha", "coal", Quantity.DustRespirable, 2.4, "S")]
    [TestCase("us-msha", "coal", Quantity.DustRespirable, 1.5, "S")]
    [TestCase("us-msha", "coal-intake-air", Quantity.DustRespirable, 0.5, "S")]
    [TestCase("us-msha", "silica-80", Quantity.DustRespirable, 0.05, "S")]
    [TestCase("us-niosh", "silica-50-80", Quantity.DustRespirable, 0.05, "S")]
    [TestCase("uk", "silica-10-50", Quantity.DustRespirable, 0.1, "M")]
    [TestCase("uk", "wood-hard", Quantity.DustTotal, 3, "M")]
    [TestCase("uk", "other", Quantity.DustTotal, 10, "M")]
    [TestCase("uk", "other", Quantity.DustRespirable, 4, "M")]
    [TestCase("uk", "noise", Quantity.NoiseLaeq, 87, "S")]
    [TestCase("uk", "noise", Quantity.NoiseLcpeak, 140, "S")]
    [TestCase("eu", "silica-10-50", Quantity.DustRespirable, 0.1, "2")]
    [TestCase("eu", "wood-hard", Quantity.DustTotal, 2, "2")]
    [TestCase("eu", "noise", Quantity.NoiseLaeq, 87, "S")]
    public void A_limit_elsewhere_is_that_of_the_facts(string jurisdiction, string agent, Quantity quantity, decimal limit, string mark)
    {
        var found = StandardsPacks.FindLimit(agent, quantity, jurisdiction);
        Assert.That((found?.Limit, found?.Citation.Mark), Is.EqualTo(((decimal?)limit, mark)));
    }

    private static IReadOnlyList<ExposureLimit> NumbersOf(StandardsPack pack) =>
        (pack.LimitsOf is { } other ? StandardsPacks.Find(other)?.Limits : pack.Limits) ?? [];

    private static IEnumerable<Citation> Citations(StandardsPack pack) =>
        new Citation?[] { pack.PeakExposure?.Citation, pack.DustGrading?.Grades.Citation, pack.NoiseGrades?.Citation, pack.ExposureLevels?.Citation }.OfType<Citation>()
            .Concat(pack.Limits.Select(limit => limit.Citation))
            .Concat(pack.Doses.Select(dose => dose.Citation));

    /// <summary>A row <c>| id / id | name | T / T | R | mark |</c>; what stands in brackets behind a value is no concentration.</summary>
    private static List<(string Agent, Quantity Quantity, decimal Limit, string Mark)> DustTable()
    {
        var rows = new List<(string, Quantity, decimal, string)>();
        var file = Path.Combine(TestContext.CurrentContext.TestDirectory, "Data", "standards", "gbz-2.1-2019-table-2.md");
        foreach (var cells in File.ReadAllLines(file).Where(line => line.StartsWith('|')).Skip(2).Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)))
        {
            var agents = cells[0].Split(" / ");
            foreach (var (quantity, values) in new[] { (Quantity.DustTotal, cells[2]), (Quantity.DustRespirable, cells[3]) })
            {
                if (values != "–")
                {
                    var numbers = values.Split('(')[0].Split(" / ", StringSplitOptions.TrimEntries).Select(value => decimal.Parse(value, CultureInfo.InvariantCulture));
                    rows.AddRange(agents.Zip(numbers, (agent, number) => (agent, quantity, number, cells[4])));
                }
            }
        }

        return rows;
    }
}
