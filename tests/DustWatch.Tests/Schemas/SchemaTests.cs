using System.Diagnostics;
using System.Text;
using System.Text.Json;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using DustWatch.Tests.Architecture;
using NUnit.Framework;

namespace DustWatch.Tests.Schemas;

/// <summary>The schemas of the files that people write, against a validator that is not ours (ajv), and against the readers.</summary>
public sealed class SchemaTests
{
    private const string ContractRules =
        """
        {"rules":[{"id":"m15","quantity":"dust_respirable","points":["*"],
          "window":{"kind":"sliding","length":"PT15M"},"aggregate":"mean","minCoverage":0.75,
          "levels":[{"level":"notice","above":0.35},
                    {"level":"exceeded","above":0.7,"for":"PT0S","clear":0.95,"clearFor":"PT1M"},
                    {"level":"severe","times":2,"clause":"…"}]},
         {"id":"pe","quantity":"dust_respirable","window":{"kind":"episodes","in":"shift","of":"PT1M","times":3,"atMost":4,"longest":"PT15M","apart":"PT1H"},"levels":[{"level":"notice","above":2},{"level":"exceeded"},{"level":"severe","times":5}]},
         {"id":"site","quantity":"tsp","window":{"kind":"count","in":"day","of":"PT15M","above":2.0},"levels":[{"level":"exceeded","above":1}]},
         {"id":"gone","kind":"offline","after":"PT10M"},
         {"id":"same","kind":"stuck","quantity":"dust_total","after":"PT1H"},
         {"id":"jump","kind":"step","quantity":"noise_laeq","perSecond":60},
         {"id":"late","kind":"clock","by":"PT5M"}]}
        """;

    private const string ContractRegistry =
        """
        {"districts":[{"id":"rc","name":"…","code":"500153"}],
         "calendars":[{"id":"three","zone":"Asia/Shanghai","week":5,"shifts":[{"name":"A","start":"08:00","end":"16:00","breaks":[{"start":"12:00","end":"12:30"}]},{"name":"B","start":"16:00","end":"00:00"},{"name":"C","start":"00:00","end":"08:00"}]}],
         "enterprises":[{"id":"e1","name":"…","creditCode":"…","district":"rc","industry":"C3011","zone":"Asia/Shanghai"}],
         "points":[{"id":"p1","enterprise":"e1","workshop":"packing","post":"bagger","agent":"silica-10-50","silica":{"percent":23,"report":"…","date":"2025-11-03"},"jurisdiction":"cn","quantities":["dust_total","dust_respirable"],"interval":"PT1S","range":{"dust_respirable":20},"calendar":"three","workers":12}],
         "devices":[{"id":"d1","points":["p1"],"protocol":"mqtt","profile":{"clock":"device","optical":["dust_total"],"map":{"dust":"dust_total"},"factor":{"dust_total":{"k":1.32,"from":"2026-06-01","until":"2027-06-01","report":"…"}}}}]}
        """;

    private static readonly string[] GoodRules =
    [
        """{"rules":[]}""",
        Rule(""),
        Rule(""","clause":null""", inLevel: true),
        Rule(""","points":["p1","p-2"],"minCoverage":0,"flap":null,"kind":null"""),
        Rule(""","for":"PT1.5S","clear":1,"clearFor":"P1DT2H"}, {"level":"severe","times":2,"above":null""", inLevel: true),
        """{"rules":[{"id":"a","quantity":"dust_total","window":{"kind":"instant"},"levels":[{"level":"exceeded","above":1}]}]}""",
        """{"rules":[{"id":"a","quantity":"dust_total","window":{"kind":"shift"},"aggregate":"twa8h","levels":[{"level":"projected","times":1}]}]}""",
        """{"rules":[{"id":"a","quantity":"dust_total","window":{"kind":"day"},"aggregate":"mean","minElapsed":"PT0S","levels":[{"level":"exceeded","times":1}]}]}""",
        """{"rules":[{"id":"a","quantity":"noise_laeq","window":{"kind":"day"},"aggregate":"dose","criterion":85,"exchange":3,"threshold":80,"levels":[{"level":"exceeded","above":150}]}]}""",
        """{"rules":[{"id":"a","quantity":"noise_lcpeak","window":{"kind":"sliding","length":"PT1M"},"aggregate":"leq","levels":[{"level":"exceeded","above":140,"clear":3}]}]}""",
        """{"rules":[{"id":"a","quantity":"temperature","window":{"kind":"sliding","length":"PT1M"},"aggregate":"max","levels":[{"level":"notice","above":-5}]}]}""",
        """{"rules":[{"id":"a","kind":"offline"},{"id":"b","kind":"offline","after":"PT1S","points":["*"],"clause":"x"}]}""",
    ];

    private static readonly string[] BadRules =
    [
        "[]",
        "{}",
        """{"rules":{}}""",
        """{"rules":[],"more":1}""",
        """{"rules":[1]}""",
        Rule("", id: "_a"),
        Rule("", id: "a~b"),
        Rule("", id: new string('a', 65)),
        Rule(""","mincoverage":0.5"""),
        Rule(""","minCoverage":1.1"""),
        Rule(""","minCoverage":"0.5" """),
        Rule(""","points":[]"""),
        Rule(""","points":"p1" """),
        Rule(""","points":["a b"]"""),
        Rule(""","minElapsed":"PT1H" """),
        Rule(""","criterion":85"""),
        Rule(""","over":5"""),
        Rule(""","above":1""", inLevel: true).Replace("\"times\":1", "\"times\":2", StringComparison.Ordinal),
        Rule("").Replace(",\"times\":1", "", StringComparison.Ordinal),
        Rule("").Replace("\"times\":1", "\"above\":-1", StringComparison.Ordinal),
        Rule("").Replace("\"times\":1", "\"above\":\"1\"", StringComparison.Ordinal),
        Rule("").Replace("exceeded", "fault", StringComparison.Ordinal),
        Rule("").Replace("exceeded", "projected", StringComparison.Ordinal),
        Rule(""","for":"5 min" """, inLevel: true),
        Rule(""","for":"P" """, inLevel: true),
        Rule(""","for":"PT" """, inLevel: true),
        Rule(""","for":"P1Y" """, inLevel: true),
        Rule(""","clear":1.5""", inLevel: true),
        Rule(""","hold":1""", inLevel: true),
        Rule("").Replace("dust_total", "dust", StringComparison.Ordinal),
        Rule("").Replace("PT15M", "PT0S", StringComparison.Ordinal),
        Rule("").Replace("mean", "average", StringComparison.Ordinal),
        Rule("").Replace("mean", "twa8h", StringComparison.Ordinal),
        Rule("").Replace("mean", "leq", StringComparison.Ordinal),
        Rule("").Replace("dust_total", "noise_laeq", StringComparison.Ordinal),
        Rule("").Replace("\"aggregate\":\"mean\",", "", StringComparison.Ordinal),
        Rule("").Replace(",\"length\":\"PT15M\"", "", StringComparison.Ordinal),
        Rule("").Replace("\"sliding\"", "\"shift\"", StringComparison.Ordinal),
        Rule("").Replace("\"sliding\"", "\"hour\"", StringComparison.Ordinal),
        """{"rules":[{"id":"a","quantity":"noise_laeq","window":{"kind":"day"},"aggregate":"dose","criterion":85,"exchange":3,"levels":[{"level":"exceeded","above":150}]}]}""",
        """{"rules":[{"id":"a","quantity":"noise_laeq","window":{"kind":"day"},"aggregate":"dose","criterion":85,"exchange":3,"threshold":80,"levels":[{"level":"exceeded","times":1}]}]}""",
        """{"rules":[{"id":"a","quantity":"noise_laeq","window":{"kind":"shift"},"aggregate":"lex8h","levels":[{"level":"exceeded","times":1}]}]}""",
        """{"rules":[{"id":"a","quantity":"noise_laeq","window":{"kind":"shift"},"aggregate":"lex8h","levels":[{"level":"exceeded","above":201}]}]}""",
        """{"rules":[{"id":"a","quantity":"noise_lcpeak","window":{"kind":"shift"},"aggregate":"lex8h","levels":[{"level":"exceeded","above":85}]}]}""",
        """{"rules":[{"id":"a","quantity":"dust_total","window":{"kind":"day"},"aggregate":"twa8h","levels":[{"level":"projected","above":1}]}]}""",
        """{"rules":[{"id":"a","quantity":"dust_total","window":{"kind":"day"},"aggregate":"twa8h","levels":[]}]}""",
        """{"rules":[{"id":"a","kind":"offline","after":"PT0S"}]}""",
        """{"rules":[{"id":"a","kind":"offline","quantity":"dust_total"}]}""",
        """{"rules":[{"id":"a","kind":"silent"}]}""",
    ];

    private static readonly string[] GoodRegistries =
    [
        "{}",
        """{"points":null,"note":"kept"}""",
        Registry(""),
        Registry(""","interval":null,"silica":null,"range":null,"quantities":[],"workers":0,"colour":"red" """),
        Registry(""","range":{"noise_laeq":140},"silica":{"percent":0.5}"""),
        """{"calendars":[{"id":"c","week":null,"shifts":[{"name":"A","start":"08:00","end":"24:00","breaks":null}]}]}""",
        """{"devices":[{"id":"d"},{"id":"e","points":[],"profile":{"clock":null,"factor":{"tsp":{}}}}]}""",
    ];

    private static readonly string[] BadRegistries =
    [
        "[]",
        """{"points":{}}""",
        """{"points":[1]}""",
        """{"districts":[{"id":"d"}]}""",
        """{"districts":[{"id":"a b","name":"n"}]}""",
        """{"districts":[{"name":"n"}]}""",
        """{"enterprises":[{"id":"e"}]}""",
        """{"enterprises":[{"id":"e","name":5}]}""",
        """{"calendars":[{"id":"c"}]}""",
        """{"calendars":[{"id":"c","shifts":[]}]}""",
        """{"calendars":[{"id":"c","week":8,"shifts":[{"name":"A","start":"08:00","end":"16:00"}]}]}""",
        """{"calendars":[{"id":"c","shifts":[{"name":"A","start":"8:00","end":"16:00"}]}]}""",
        """{"calendars":[{"id":"c","shifts":[{"name":"A","start":"08:00","end":"16:60"}]}]}""",
        """{"calendars":[{"id":"c","shifts":[{"name":"A","start":"08:00"}]}]}""",
        Registry("").Replace(",\"enterprise\":\"e\"", "", StringComparison.Ordinal),
        Registry(""","interval":"10s" """),
        Registry(""","interval":"PT0S" """),
        Registry(""","interval":10"""),
        Registry(""","quantities":["dust"]"""),
        Registry(""","quantities":"tsp" """),
        Registry(""","range":{"dust":1}"""),
        Registry(""","range":{"tsp":-1}"""),
        Registry(""","range":{"tsp":"1"}"""),
        Registry(""","silica":23"""),
        Registry(""","silica":{"percent":101}"""),
        Registry(""","workers":-1"""),
        Registry(""","workers":1.5"""),
        """{"devices":[{"id":"d","points":"p"}]}""",
        """{"devices":[{"id":"d","profile":[]}]}""",
        """{"devices":[{"id":"d","profile":{"clock":"sun"}}]}""",
        """{"devices":[{"id":"d","profile":{"map":{"x":"dust"}}}]}""",
        """{"devices":[{"id":"d","profile":{"factor":{"dust":{"k":1}}}}]}""",
        """{"devices":[{"id":"d","profile":{"factor":{"tsp":{"k":0}}}}]}""",
        """{"devices":[{"id":"d","profile":{"factor":{"tsp":{"k":1,"from":"1.6.2026"}}}}]}""",
    ];

    [Test]
    public async Task The_contracts_examples_and_the_scenarios_are_valid()
    {
        var scenarios = Directory.GetDirectories(Path.Combine(TestContext.CurrentContext.TestDirectory, "Data", "scenarios"));
        string[] Files(string name) => [.. scenarios.Select(s => Path.Combine(s, name)).Where(File.Exists).Select(File.ReadAllText)];
        var examples = Directory.GetFiles(Path.Combine(Repository.Root, "infra", "rules"), "*.json").Select(File.ReadAllText);
        string[] rules = [ContractRules, .. Files("rules.json"), .. examples];
        string[] registries = [ContractRegistry, .. Files("registry.json")];

        Assert.That(await ValidateAsync("rules", rules), Is.All.Null);
        Assert.That(await ValidateAsync("registry", registries), Is.All.Null);
        Assert.That(rules.Concat(registries).Count(), Is.GreaterThan(5));
    }

    [Test]
    public async Task Schema_and_reader_of_rules_agree()
    {
        string[] files = [.. GoodRules, .. BadRules];
        var verdicts = await ValidateAsync("rules", files);
        Assert.Multiple(() =>
        {
            for (var i = 0; i < files.Length; i++)
            {
                var isRead = RulesReader.TryRead(Encoding.UTF8.GetBytes(files[i]), out _, out var faults);
                Assert.That(isRead, Is.EqualTo(i < GoodRules.Length), $"the reader of {files[i]}: {string.Join("; ", faults)}");
                Assert.That(verdicts[i] is null, Is.EqualTo(i < GoodRules.Length), $"the schema of {files[i]}: {verdicts[i]}");
            }
        });
    }

    [Test]
    public async Task Schema_and_reader_of_registries_agree()
    {
        string[] files = [.. GoodRegistries, .. BadRegistries];
        var verdicts = await ValidateAsync("registry", files);
        Assert.Multiple(() =>
        {
            for (var i = 0; i < files.Length; i++)
            {
                var isRead = RegistryReader.TryRead(Encoding.UTF8.GetBytes(files[i]), out _, out var faults);
                Assert.That(isRead, Is.EqualTo(i < GoodRegistries.Length), $"the reader of {files[i]}: {string.Join("; ", faults)}");
                Assert.That(verdicts[i] is null, Is.EqualTo(i < GoodRegistries.Length), $"the schema of {files[i]}: {verdicts[i]}");
            }
        });
    }

    private static string Rule(string more, bool inLevel = false, string id = "a") =>
        $$"""{"rules":[{"id":"{{id}}","quantity":"dust_total","window":{"kind":"sliding","length":"PT15M"},"aggregate":"mean","levels":[{"level":"exceeded","times":1{{(inLevel ? more : "")}}}]{{(inLevel ? "" : more)}}}]}""";

    private static string Registry(string more) =>
        $$"""{"enterprises":[{"id":"e","name":"E"}],"points":[{"id":"p","enterprise":"e"{{more}}}]}""";

    private static async Task<string?[]> ValidateAsync(string schema, IReadOnlyList<string> texts)
    {
        var root = Repository.Root;
        var start = new ProcessStartInfo("node", [Path.Combine(root, "tests", "DustWatch.Tests", "Schemas", "validate.mjs"), Path.Combine(root, "dashboard", "web"), Path.Combine(root, "infra", "schemas", $"{schema}.schema.json")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("node does not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(texts));
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return JsonSerializer.Deserialize<string?[]>(process.ExitCode == 0 ? await output : throw new InvalidOperationException(await error)) ?? [];
    }
}
