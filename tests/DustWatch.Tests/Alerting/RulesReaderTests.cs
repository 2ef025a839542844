using System.Text;
using DustWatch.Alerting.Rules;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

[TestFixture]
internal sealed class RulesReaderTests
{
    private const string Shift = "\"window\":{\"kind\":\"shift\"}";
    private const string Above = "\"levels\":[{\"level\":\"exceeded\",\"above\":1}]";

    [TestCase("""{"kind":"offline","after":"PT10M"}""")]
    [TestCase("""{"quantity":"dust_respirable","points":["*"],"window":{"kind":"sliding","length":"PT15M"},"aggregate":"mean","minCoverage":0.75,"levels":[{"level":"notice","above":0.35},{"level":"exceeded","above":0.7,"for":"PT0S","clear":0.95,"clearFor":"PT1M"},{"level":"severe","times":2,"clause":"c"}]}""")]
    [TestCase("""{"quantity":"noise_laeq","window":{"kind":"day"},"aggregate":"dose","criterion":85,"exchange":3,"threshold":80,"flap":null,"levels":[{"level":"exceeded","above":100}]}""")]
    public void A_rule_of_the_contract_is_taken(string rule) => Assert.That(Faults(rule), Is.Empty);

    [TestCase("""{"kind":"stuck","quantity":"dust_total","after":"PT1H"}""", "rules[0].kind")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"week"},"aggregate":"mean",""" + Above + "}", "rules[0].window.kind")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"sliding","length":"PT16M"},"aggregate":"mean",""" + Above + "}", "rules[0].window.length")]
    [TestCase("""{"quantity":"tsp",""" + Shift + ""","aggregate":"min",""" + Above + "}", "rules[0].aggregate")]
    public void What_is_not_judged_yet_is_refused_by_name(string rule, string path)
    {
        var fault = Faults(rule).Single();
        Assert.That(fault, Does.StartWith(path + ":").And.Contain("not supported yet"));
    }

    [TestCase("""{"quantity":"dust_total","window":{"kind":"sliding","length":"PT5M"},"aggregate":"twa8h",""" + Above + "}", "rules[0].aggregate")]
    [TestCase("""{"quantity":"noise_laeq",""" + Shift + ""","aggregate":"mean",""" + Above + "}", "rules[0].aggregate")]
    [TestCase("""{"quantity":"temperature",""" + Shift + ""","aggregate":"twa8h",""" + Above + "}", "rules[0].aggregate")]
    [TestCase("""{"quantity":"tsp",""" + Shift + ""","aggregate":"mean","levels":[]}""", "rules[0].levels")]
    [TestCase("""{"quantity":"tsp",""" + Shift + ""","aggregate":"mean","levels":[{"level":"projected","above":1}]}""", "rules[0].levels[0].level")]
    [TestCase("""{"quantity":"tsp",""" + Shift + ""","aggregate":"mean","levels":[{"level":"exceeded"}]}""", "rules[0].levels[0]")]
    [TestCase("""{"quantity":"noise_laeq",""" + Shift + ""","aggregate":"lex8h","levels":[{"level":"exceeded","times":2}]}""", "rules[0].levels[0].times")]
    [TestCase("""{"quantity":"dust_total",""" + Shift + ""","aggregate":"twa8h","minElapsed":"PT1H",""" + Above + "}", "rules[0].minElapsed")]
    [TestCase("""{"quantity":"dust_total",""" + Shift + ""","aggregate":"twa8h","minCoverage":1.5,""" + Above + "}", "rules[0].minCoverage")]
    [TestCase("""{"quantity":"dust_total",""" + Shift + ""","aggregate":"twa8h","colour":"red",""" + Above + "}", "rules[0].colour")]
    [TestCase("""{"quantity":"dust_total",""" + Shift + ""","aggregate":"twa8h","levels":[{"level":"exceeded","above":1,"for":"5 min"}]}""", "rules[0].levels[0].for")]
    public void A_fault_is_told_with_its_place(string rule, string path) => Assert.That(Faults(rule).Single(), Does.StartWith(path + ":"));

    [Test]
    public void All_faults_are_told_at_once()
    {
        var json = """{"rules":[{"id":"a~b","quantity":"dust","window":{"kind":"shift","x":1},"aggregate":"sum"},{"id":"o","kind":"offline","after":"x"},{"id":"o","kind":"offline"}],"more":1}""";
        Assert.That(RulesReader.TryRead(Encoding.UTF8.GetBytes(json), out var rules, out var faults), Is.False);
        Assert.That(rules.Rules, Is.Empty);
        Assert.That(faults.Select(fault => fault.Path), Is.EquivalentTo(new[]
        {
            "more", "rules[0].id", "rules[0].quantity", "rules[0].window.x", "rules[0].aggregate", "rules[1].after", "rules[2].id",
        }));
    }

    private static string[] Faults(string rule)
    {
        var json = "{\"rules\":[{\"id\":\"r\"," + rule[1..] + "]}";
        RulesReader.TryRead(Encoding.UTF8.GetBytes(json), out _, out var faults);
        return [.. faults.Select(fault => fault.ToString())];
    }
}
