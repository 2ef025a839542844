using System.Text;
using System.Text.Json;
using DustWatch.Alerting.Rules;
using DustWatch.Alerting.Standards;
using DustWatch.Measurements;
using DustWatch.Tests.Schemas;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

/// <summary>Rules as they are written back.</summary>
[TestFixture]
internal sealed class RuleJsonTests
{
    [TestCaseSource(typeof(RuleDocuments), nameof(RuleDocuments.Good))]
    public void What_is_written_is_read_as_the_same_rules(string file)
    {
        var rules = Read(Encoding.UTF8.GetBytes(file));
        var again = Read(Write(rules.Rules));
        Assert.That(again.Rules.Select(Shown), Is.EqualTo(rules.Rules.Select(Shown)));
    }

    [TestCase("silica-10-50")]
    [TestCase("noise")]
    [TestCase("coal")]
    public void Default_rules_are_written_as_a_file_that_holds_their_limits(string agent)
    {
        var point = Given.Point(agent: agent, quantities: [.. Quantities.All]);
        var rules = DefaultRules.For(point);
        var again = Read(Write(rules));
        Assert.That(rules, Is.Not.Empty);
        Assert.That(again.Rules.Select(Shown), Is.EqualTo(rules.Select(rule => Shown(rule with
        {
            Window = rule.Window with { Parts = rule.Window.Parts is { Above: not null } parts ? parts with { Times = null } : rule.Window.Parts },
            Levels = [.. rule.Levels.Select(level => level.Above is null ? level : level with { Times = null })],
        }))));
    }

    // Records compare their lists by reference.
    private static string Shown(Rule rule) =>
        $"{rule with { Points = null, Levels = [] }} {string.Join(',', rule.Points?.Order() ?? Enumerable.Empty<string>())} {string.Join(' ', rule.Levels)}";

    private static byte[] Write(IEnumerable<Rule> rules)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("rules");
            foreach (var rule in rules)
            {
                RuleJson.Write(rule, rule.Points, writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return json.ToArray();
    }

    private static RuleSet Read(byte[] file)
    {
        Assert.That(RulesReader.TryRead(file, out var rules, out var faults), string.Join("; ", faults));
        return rules;
    }
}
