namespace DustWatch.Tests.Schemas;

/// <summary>Registries on which schema and reader must agree.</summary>
internal static class RegistryDocuments
{
    /// <summary>What both take.</summary>
    public static readonly string[] Good =
    [
        "{}",
        """{"points":null,"note":"kept"}""",
        Registry(""),
        Registry(""","interval":null,"silica":null,"range":null,"quantities":[],"workers":0,"colour":"red" """),
        Registry(""","range":{"noise_laeq":140},"silica":{"percent":0.5}"""),
        Registry(""","resolution":{"dust_total":0.01,"noise_laeq":null,"temperature":0}"""),
        Registry(""","resolution":null"""),
        """{"calendars":[{"id":"c","week":null,"shifts":[{"name":"A","start":"08:00","end":"24:00","breaks":null}]}]}""",
        """{"devices":[{"id":"d","profile":{"clock":"offset","offset":"-PT8H","lateness":"PT10S"}},{"id":"e","profile":{"clock":"offset","offset":"PT0S","lateness":null}},{"id":"f","profile":{"clock":"offset"}}]}""",
        """{"devices":[{"id":"d"},{"id":"e","points":[],"profile":{"clock":null,"factor":{"tsp":{}}}}]}""",
    ];

    /// <summary>What both refuse.</summary>
    public static readonly string[] Bad =
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
        Registry(""","resolution":0.01"""),
        Registry(""","resolution":{"dust":0.01}"""),
        Registry(""","resolution":{"tsp":-0.01}"""),
        Registry(""","resolution":{"tsp":"0.01"}"""),
        Registry(""","silica":23"""),
        Registry(""","silica":{"percent":101}"""),
        Registry(""","workers":-1"""),
        Registry(""","workers":1.5"""),
        """{"devices":[{"id":"d","points":"p"}]}""",
        """{"devices":[{"id":"d","profile":[]}]}""",
        """{"devices":[{"id":"d","profile":{"clock":"sun"}}]}""",
        """{"devices":[{"id":"d","profile":{"clock":"offset","offset":"8 h"}}]}""",
        """{"devices":[{"id":"d","profile":{"offset":8}}]}""",
        """{"devices":[{"id":"d","profile":{"lateness":"-PT1S"}}]}""",
        """{"devices":[{"id":"d","profile":{"lateness":10}}]}""",
        """{"devices":[{"id":"d","profile":{"map":{"x":"dust"}}}]}""",
        """{"devices":[{"id":"d","profile":{"factor":{"dust":{"k":1}}}}]}""",
        """{"devices":[{"id":"d","profile":{"factor":{"noise_laeq":{"k":1}}}}]}""",
        """{"devices":[{"id":"d","profile":{"factor":{"tsp":{"k":0}}}}]}""",
        """{"devices":[{"id":"d","profile":{"factor":{"tsp":{"k":1,"from":"1.6.2026"}}}}]}""",
    ];

    private static string Registry(string more) =>
        $$"""{"enterprises":[{"id":"e","name":"E"}],"points":[{"id":"p","enterprise":"e"{{more}}}]}""";
}
