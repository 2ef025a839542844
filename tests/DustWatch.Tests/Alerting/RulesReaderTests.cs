using System.Text;
using DustWatch.Alerting.Rules;
using DustWatch.Tests.Schemas;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

/// <summary>Files of rules: what is refused, where, and with what advice. What the accepted forms become is in <see cref="RuleFormTests"/>.</summary>
[TestFixture]
internal sealed class RulesReaderTests
{
    private const string Above = "\"levels\":[{\"level\":\"exceeded\",\"above\":1}]";
    private const string Number = Above;
    private const string Shift = "\"window\":{\"kind\":\"shift\"}";
    private const string Episodes = "{\"quantity\":\"dust_total\",\"window\":{\"kind\":\"episodes\",\"in\":\"shift\",\"times\":3},\"levels\":[";
    private const string LevelRule = "{\"quantity\":\"dust_total\"," + Shift + ",\"aggregate\":\"twa8h\",\"levels\":[";
    private const string Noise = "{\"quantity\":\"noise_laeq\"," + Shift + ",\"aggregate\":\"lex8h\",\"levels\":[";

    [Test]
    public void Reads_every_rule_of_the_contract()
    {
        Assert.That(RulesReader.TryRead(Encoding.UTF8.GetBytes(ContractExamples.Rules), out var rules, out var faults), Is.True, string.Join('\n', faults));
        Assert.That(rules.Rules.Select(rule => rule.Id), Is.EqualTo(new[] { "m15", "pe", "site", "gone", "same", "jump", "late" }));
    }

    // Windows.
    [TestCase("""{"quantity":"tsp","aggregate":"mean",""" + Above + "}", "rules[0].window", "is missing; allowed: an object whose kind is one of instant, sliding, shift, day, week, episodes, count")]
    [TestCase("""{"quantity":"tsp","window":7,"aggregate":"mean",""" + Above + "}", "rules[0].window", "is no object")]
    [TestCase("""{"quantity":"tsp","window":{},"aggregate":"mean",""" + Above + "}", "rules[0].window.kind", "is missing")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"month"},"aggregate":"mean",""" + Above + "}", "rules[0].window.kind", "'month' is no window; allowed: instant, sliding, shift, day, week, episodes, count")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"day","length":"P1D"},"aggregate":"mean",""" + Above + "}", "rules[0].window.length", "is no key here; allowed: kind")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"sliding"},"aggregate":"mean",""" + Above + "}", "rules[0].window.length", "is missing; allowed: a duration up to P7D, such as PT15M")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"sliding","length":"PT0S"},"aggregate":"mean",""" + Above + "}", "rules[0].window.length", "above zero")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"sliding","length":"PT15M1S"},"aggregate":"mean",""" + Above + "}", "rules[0].window.length", "not of whole minutes")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"sliding","length":"P7DT1M"},"aggregate":"mean",""" + Above + "}", "rules[0].window.length", "is over 7 days; allowed: up to P7D")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"episodes","above":2},"levels":[{"level":"exceeded"}]}""", "rules[0].window.in", "is missing; allowed: shift, day")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"count","in":"week","of":"PT15M","above":2},""" + Number + "}", "rules[0].window.in", "'week' is nothing in which runs or parts are counted; allowed: shift, day")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"count","in":"day","above":2},""" + Number + "}", "rules[0].window.of", "is missing; allowed: PT0S")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"count","in":"day","of":"PT7M","above":2},""" + Number + "}", "rules[0].window.of", "PT7M does not divide a day")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"count","in":"day","of":"P2D","above":2},""" + Number + "}", "rules[0].window.of", "P2D does not divide a day")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"count","in":"day","of":"PT0.5S","above":2},""" + Number + "}", "rules[0].window.of", "in whole seconds")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"count","in":"day","of":"PT15M"},""" + Number + "}", "rules[0].window", "allowed: exactly one of 'above' and 'times'")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"count","in":"day","of":"PT15M","above":2,"times":3},""" + Number + "}", "rules[0].window", "states no limit or two")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"count","in":"day","of":"PT15M","above":2,"atMost":3},""" + Number + "}", "rules[0].window.atMost", "is no key here; allowed: kind, in, of, above, times")]
    [TestCase("""{"quantity":"noise_laeq","window":{"kind":"count","in":"day","of":"PT15M","times":2},""" + Number + "}", "rules[0].window.times", "a multiple of a level in decibels has no meaning; allowed: above")]
    [TestCase("""{"quantity":"noise_laeq","window":{"kind":"count","in":"day","of":"PT15M"},""" + Number + "}", "rules[0].window", "states no limit; allowed: 'above'")]
    [TestCase("""{"quantity":"noise_laeq","window":{"kind":"count","in":"day","of":"PT15M","above":201},""" + Number + "}", "rules[0].window.above", "201 is no number from 0 to 200")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"episodes","in":"shift","above":2,"atMost":1.5},"levels":[{"level":"exceeded"}]}""", "rules[0].window.atMost", "1.5 is no whole number from 0 to 1000000")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"episodes","in":"shift","above":2,"longest":"PT0S"},"levels":[{"level":"exceeded"}]}""", "rules[0].window.longest", "above zero")]

    // Aggregates.
    [TestCase("""{"quantity":"tsp",""" + Shift + "," + Above + "}", "rules[0].aggregate", "is missing; allowed: mean, twa8h, max, min, last, count")]
    [TestCase("""{"quantity":"tsp",""" + Shift + ""","aggregate":"sum",""" + Above + "}", "rules[0].aggregate", "'sum' is no aggregate; allowed: mean, twa8h, max, min, last, count")]
    [TestCase("""{"quantity":"tsp",""" + Shift + ""","aggregate":1,""" + Above + "}", "rules[0].aggregate", "is no text")]
    [TestCase("""{"quantity":"dust_total","window":{"kind":"sliding","length":"PT5M"},"aggregate":"twa8h",""" + Above + "}", "rules[0].aggregate", "'twa8h' has no meaning in this window; allowed: mean, max, min, last, count")]
    [TestCase("""{"quantity":"dust_total","window":{"kind":"week"},"aggregate":"twa8h",""" + Above + "}", "rules[0].aggregate", "'twa8h' has no meaning in this window; allowed: mean, max, min, last, count")]
    [TestCase("""{"quantity":"noise_laeq","window":{"kind":"week"},"aggregate":"lex8h",""" + Above + "}", "rules[0].aggregate", "'lex8h' has no meaning in this window; allowed: leq, lexw, max, min, last, count")]
    [TestCase("""{"quantity":"noise_laeq","window":{"kind":"week"},"aggregate":"dose","criterion":85,"exchange":3,"threshold":80,""" + Above + "}", "rules[0].aggregate", "'dose' has no meaning in this window")]
    [TestCase("""{"quantity":"noise_laeq",""" + Shift + ""","aggregate":"lexw",""" + Above + "}", "rules[0].aggregate", "'lexw' has no meaning in this window; allowed: leq, lex8h, dose, max, min, last, count")]
    [TestCase("""{"quantity":"noise_lcpeak","window":{"kind":"week"},"aggregate":"lexw",""" + Above + "}", "rules[0].aggregate", "'lexw' of noise_lcpeak has no meaning; allowed: leq, max, min, last, count")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"instant"},"aggregate":"count","over":1,""" + Above + "}", "rules[0].aggregate", "'count' has no meaning in this window; allowed: mean, max, min, last")]
    [TestCase("""{"quantity":"noise_laeq",""" + Shift + ""","aggregate":"mean",""" + Above + "}", "rules[0].aggregate", "'mean' of noise_laeq has no meaning; allowed: leq, lex8h, dose, max, min, last, count")]
    [TestCase("""{"quantity":"tsp",""" + Shift + ""","aggregate":"leq",""" + Above + "}", "rules[0].aggregate", "'leq' of tsp has no meaning")]
    [TestCase("""{"quantity":"temperature",""" + Shift + ""","aggregate":"twa8h",""" + Above + "}", "rules[0].aggregate", "'twa8h' of temperature has no meaning")]
    [TestCase("""{"quantity":"noise_lcpeak",""" + Shift + ""","aggregate":"lex8h",""" + Above + "}", "rules[0].aggregate", "'lex8h' of noise_lcpeak has no meaning")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"count","in":"day","of":"PT15M","above":2},"aggregate":"mean",""" + Number + "}", "rules[0].aggregate", "has no meaning in a window of episodes or counts")]
    [TestCase("""{"quantity":"dust_total","window":{"kind":"episodes","in":"shift","times":3},"aggregate":"count","levels":[{"level":"exceeded"}]}""", "rules[0].aggregate", "has no meaning in a window of episodes or counts")]

    // Parameters of aggregates.
    [TestCase("""{"quantity":"noise_lcpeak","window":{"kind":"day"},"aggregate":"count",""" + Number + "}", "rules[0].over", "is missing; 'count' counts the samples above it, in the quantity's unit")]
    [TestCase("""{"quantity":"noise_lcpeak","window":{"kind":"day"},"aggregate":"count","over":300,""" + Number + "}", "rules[0].over", "300 is no number from 0 to 200")]
    [TestCase("""{"quantity":"noise_lcpeak","window":{"kind":"day"},"aggregate":"max","over":120,""" + Above + "}", "rules[0].over", "belongs to the aggregate 'count' only")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"count","in":"day","of":"PT15M","above":2},"over":1,""" + Number + "}", "rules[0].over", "has no meaning here; the bound is the window's above or times")]
    [TestCase("""{"quantity":"noise_laeq",""" + Shift + ""","aggregate":"lex8h","criterion":85,""" + Above + "}", "rules[0].criterion", "belongs to the aggregate 'dose' only")]
    [TestCase("""{"quantity":"noise_laeq",""" + Shift + ""","aggregate":"dose","criterion":85,"exchange":3,""" + Above + "}", "rules[0].threshold", "is missing; a dose needs criterion, exchange and threshold in dB")]
    [TestCase("""{"quantity":"noise_laeq",""" + Shift + ""","aggregate":"dose","criterion":85,"exchange":1,"threshold":80,""" + Above + "}", "rules[0].exchange", "is too small for this criterion")]
    [TestCase("""{"quantity":"dust_total",""" + Shift + ""","aggregate":"twa8h","minElapsed":"PT1H",""" + Above + "}", "rules[0].minElapsed", "has a meaning only with 'mean' or 'leq' in a shift, day or week")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"sliding","length":"PT5M"},"aggregate":"mean","minElapsed":"PT1H",""" + Above + "}", "rules[0].minElapsed", "has a meaning only")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"count","in":"day","of":"PT15M","above":2},"minElapsed":"PT1H",""" + Number + "}", "rules[0].minElapsed", "has a meaning only")]
    [TestCase("""{"quantity":"noise_laeq","window":{"kind":"week"},"aggregate":"lexw","minElapsed":"PT1H",""" + Above + "}", "rules[0].minElapsed", "has a meaning only")]
    [TestCase("""{"quantity":"dust_total",""" + Shift + ""","aggregate":"twa8h","minCoverage":1.5,""" + Above + "}", "rules[0].minCoverage", "1.5 is no number from 0 to 1")]
    [TestCase("""{"quantity":"dust_total",""" + Shift + ""","aggregate":"twa8h","colour":"red",""" + Above + "}", "rules[0].colour", "is no key here")]
    [TestCase("""{"quantity":"dust_total",""" + Shift + ""","aggregate":"twa8h","flap":true,""" + Above + "}", "rules[0].flap", "is no object")]
    [TestCase("""{"quantity":"dust_total",""" + Shift + ""","aggregate":"twa8h","flap":{"count":0},""" + Above + "}", "rules[0].flap.count", "0 is no whole number from 1 to 1000")]
    [TestCase("""{"quantity":"dust_total",""" + Shift + ""","aggregate":"twa8h","flap":{"within":"PT0S"},""" + Above + "}", "rules[0].flap.within", "above zero")]
    [TestCase("""{"quantity":"dust_total",""" + Shift + ""","aggregate":"twa8h","flap":{"for":"PT1H"},""" + Above + "}", "rules[0].flap.for", "is no key here; allowed: count, within")]

    // Levels.
    [TestCase("""{"quantity":"tsp",""" + Shift + ""","aggregate":"mean","levels":[]}""", "rules[0].levels", "a rule without a limit has no meaning")]
    [TestCase("""{"quantity":"tsp",""" + Shift + ""","aggregate":"mean"}""", "rules[0].levels", "a rule without a limit has no meaning")]
    [TestCase("""{"quantity":"tsp",""" + Shift + ""","aggregate":"mean","levels":[{"level":"projected","above":1}]}""", "rules[0].levels[0].level", "'projected' has a meaning only with")]
    [TestCase("""{"quantity":"noise_laeq","window":{"kind":"week"},"aggregate":"lexw","levels":[{"level":"projected","above":85}]}""", "rules[0].levels[0].level", "'projected' has a meaning only with")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"day"},"aggregate":"twa8h","levels":[{"level":"projected","above":1}]}""", "rules[0].levels[0].level", "'projected' has a meaning only with")]
    [TestCase(LevelRule + """{"level":"fault","above":1}]}""", "rules[0].levels[0].level", "'fault' is no level; allowed: notice, projected, exceeded, severe")]
    [TestCase(LevelRule + """{"level":"severe","above":1},{"level":"severe","times":2}]}""", "rules[0].levels[1].level", "'severe' stands twice")]
    [TestCase(LevelRule + """{"level":"exceeded"}]}""", "rules[0].levels[0]", "states no limit or two; allowed: exactly one of 'above' and 'times'")]
    [TestCase(LevelRule + """{"level":"exceeded","above":1,"times":2}]}""", "rules[0].levels[0]", "states no limit or two")]
    [TestCase(LevelRule + """{"level":"exceeded","above":-1}]}""", "rules[0].levels[0].above", "-1 is no number from 0 to 1000000")]
    [TestCase(LevelRule + """{"level":"exceeded","above":1,"clear":1.5}]}""", "rules[0].levels[0].clear", "1.5 is no number from 0 to 1")]
    [TestCase(LevelRule + """{"level":"exceeded","above":1,"for":"5 min"}]}""", "rules[0].levels[0].for", "is no ISO 8601 duration")]
    [TestCase(Noise + """{"level":"exceeded","times":2}]}""", "rules[0].levels[0].times", "a multiple of a level in decibels has no meaning; allowed: above")]
    [TestCase(Noise + """{"level":"exceeded"}]}""", "rules[0].levels[0]", "states no limit; allowed: 'above'")]
    [TestCase("""{"quantity":"noise_laeq",""" + Shift + ""","aggregate":"dose","criterion":85,"exchange":3,"threshold":80,"levels":[{"level":"exceeded","times":2}]}""", "rules[0].levels[0].times", "has no meaning for a dose")]
    [TestCase("""{"quantity":"noise_lcpeak","window":{"kind":"day"},"aggregate":"count","over":120,"levels":[{"level":"exceeded","times":2}]}""", "rules[0].levels[0].times", "has no meaning for a number; allowed: above")]
    [TestCase("""{"quantity":"noise_lcpeak","window":{"kind":"day"},"aggregate":"count","over":120,"levels":[{"level":"exceeded","above":0.5}]}""", "rules[0].levels[0].above", "0.5 is no whole number")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"count","in":"day","of":"PT15M","above":2},"levels":[{"level":"exceeded","times":2}]}""", "rules[0].levels[0].times", "has no meaning for a number; allowed: above")]
    [TestCase("""{"quantity":"tsp","window":{"kind":"count","in":"day","of":"PT15M","above":2},"levels":[{"level":"severe","above":1,"clear":0.5}]}""", "rules[0].levels[0].clear", "the level goes off at the window's end; allowed: null")]
    [TestCase(Episodes + """{"level":"exceeded","above":4}]}""", "rules[0].levels[0].above", "has no meaning for 'exceeded' of episodes, whose limits are the window's atMost, longest and apart")]
    [TestCase(Episodes + """{"level":"exceeded","times":3}]}""", "rules[0].levels[0].times", "has no meaning for 'exceeded' of episodes")]
    [TestCase(Episodes + """{"level":"exceeded","clearFor":"PT1M"}]}""", "rules[0].levels[0].clearFor", "the level goes off at the window's end; allowed: null")]
    [TestCase(Episodes + """{"level":"projected","above":4}]}""", "rules[0].levels[0].level", "'projected' has a meaning only with")]
    [TestCase(Episodes + """{"level":"notice","times":2}]}""", "rules[0].levels[0].times", "has no meaning for a number; allowed: above")]
    [TestCase(Episodes + """{"level":"notice","above":2.5}]}""", "rules[0].levels[0].above", "2.5 is no whole number")]
    [TestCase(Episodes + """{"level":"severe"}]}""", "rules[0].levels[0]", "allowed: exactly one of 'above' and 'times'")]
    [TestCase("""{"quantity":"noise_laeq","window":{"kind":"episodes","in":"shift","above":90},"levels":[{"level":"severe","times":2}]}""", "rules[0].levels[0].times", "a multiple of a level in decibels has no meaning")]

    // Rules on the quality of data.
    [TestCase("""{"kind":"silent"}""", "rules[0].kind", "'silent' is no kind of rule; allowed: offline, stuck, above-range, step, clock, interval, refused, calibration, or no kind for a rule with levels")]
    [TestCase("""{"kind":5}""", "rules[0].kind", "is no text")]
    [TestCase("""{"kind":"offline","after":"PT0S"}""", "rules[0].after", "above zero")]
    [TestCase("""{"kind":"offline","quantity":"tsp"}""", "rules[0].quantity", "is no key here; allowed: id, points, kind, after, clause, flap")]
    [TestCase("""{"kind":"stuck","quantity":"dust"}""", "rules[0].quantity", "'dust' is no quantity; allowed: dust_total, dust_respirable,")]
    [TestCase("""{"kind":"stuck","by":"PT1H"}""", "rules[0].by", "is no key here; allowed: id, points, kind, quantity, after, clause, flap")]
    [TestCase("""{"kind":"above-range","after":"PT1H"}""", "rules[0].after", "is no key here")]
    [TestCase("""{"kind":"step","perSecond":1}""", "rules[0].quantity", "is missing; allowed: dust_total,")]
    [TestCase("""{"kind":"step","quantity":"tsp"}""", "rules[0].perSecond", "is missing; allowed: a number above zero")]
    [TestCase("""{"kind":"step","quantity":"tsp","perSecond":0}""", "rules[0].perSecond", "is zero, which every change is above")]
    [TestCase("""{"kind":"step","quantity":"tsp","perSecond":-1}""", "rules[0].perSecond", "-1 is no number from 0 to 1000000")]
    [TestCase("""{"kind":"clock","by":"5"}""", "rules[0].by", "is no ISO 8601 duration")]
    [TestCase("""{"kind":"interval","after":"PT1H"}""", "rules[0].after", "is no key here")]
    [TestCase("""{"kind":"refused","after":"PT5M"}""", "rules[0].after", "is no key here; allowed: id, points, kind, clause, flap")]
    [TestCase("""{"kind":"calibration","levels":[]}""", "rules[0].levels", "is no key here")]
    [TestCase("""{"kind":"stuck","clause":5}""", "rules[0].clause", "is no text")]
    [TestCase("""{"kind":"stuck","flap":{"count":"6"}}""", "rules[0].flap.count", "\"6\" is no whole number")]
    [TestCase("""{"kind":"stuck","points":["a b"]}""", "rules[0].points[0]", "\"a b\" is no id of a point")]
    public void A_fault_is_told_with_its_place_and_what_is_allowed(string rule, string path, string message) =>
        Assert.That(Faults(rule).Single(), Does.StartWith(path + ": ").And.Contain(message));

    [Test]
    public void All_faults_are_told_at_once()
    {
        var json =
            """
            {"rules":[
              {"id":"a~b","quantity":"dust","window":{"kind":"shift","x":1},"aggregate":"sum","minCoverage":2,"flap":{"count":0},"levels":[{"level":"high","for":"x"},{"level":"notice","above":1,"y":2}]},
              {"id":"o","kind":"offline","after":"x"},
              {"id":"o","kind":"step","by":1},
              7,
              {"id":"e","quantity":"tsp","window":{"kind":"episodes","in":"year","of":"PT7M","atMost":-1},"aggregate":"mean","over":1,"levels":[{"level":"exceeded","above":1,"clear":1}]},
              {"id":"w","quantity":"tsp","window":{"kind":"moon"},"levels":[{"level":"notice"},{"level":"severe","clear":-1}]}
            ],"more":1}
            """;
        Assert.That(RulesReader.TryRead(Encoding.UTF8.GetBytes(json), out var rules, out var faults), Is.False);
        Assert.That(rules.Rules, Is.Empty);
        Assert.That(faults.Select(fault => fault.Path), Is.EquivalentTo(new[]
        {
            "more",
            "rules[0].id", "rules[0].quantity", "rules[0].window.x", "rules[0].aggregate", "rules[0].minCoverage", "rules[0].flap.count",
            "rules[0].levels[0].level", "rules[0].levels[0].for", "rules[0].levels[1].y",
            "rules[1].after",
            "rules[2].id", "rules[2].quantity", "rules[2].perSecond", "rules[2].by",
            "rules[3]",
            "rules[4].window.in", "rules[4].window.of", "rules[4].window.atMost", "rules[4].window", "rules[4].aggregate", "rules[4].over",
            "rules[4].levels[0].above", "rules[4].levels[0].clear",
            "rules[5].window.kind", "rules[5].levels[1].clear",
        }));
        Assert.That(faults.Select(fault => fault.IsWarning), Is.All.False);
    }

    [TestCase("")]
    [TestCase("[")]
    [TestCase("[]")]
    [TestCase("{\"rules\":{}}")]
    [TestCase("{\"rules\":[{\"id\":\"\\ud800\"}]}")]
    [TestCase("{\"rules\":[],\"\\udc00\":1}")]
    public void What_is_no_file_of_rules_is_refused(string json)
    {
        Assert.That(RulesReader.TryRead(Encoding.UTF8.GetBytes(json), out var rules, out var faults), Is.False);
        Assert.That((rules.Rules.Count, faults.Count), Is.EqualTo((0, 1)));
    }

    [Test]
    public void Text_in_another_encoding_is_refused_by_name()
    {
        byte[] json = [.. """{"rules":[{"id":"r","kind":"offline","clause":" """u8.TrimEnd((byte)' '), 0xB7, 0xDB, .. "\"}]}"u8];
        Assert.That(RulesReader.TryRead(json, out _, out var faults), Is.False);
        Assert.That(faults.Single().Message, Does.StartWith("holds text that is not UTF-8, at byte 46;"));
    }

    private static string[] Faults(string rule)
    {
        var json = "{\"rules\":[{\"id\":\"r\"," + rule[1..] + "]}";
        RulesReader.TryRead(Encoding.UTF8.GetBytes(json), out _, out var faults);
        return [.. faults.Select(fault => fault.ToString())];
    }
}
