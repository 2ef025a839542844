namespace DustWatch.Tests.Schemas;

/// <summary>The examples that the contract shows.</summary>
internal static class ContractExamples
{
    /// <summary>RULES.json.</summary>
    public const string Rules =
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

    /// <summary>REGISTRY.json.</summary>
    public const string Registry =
        """
        {"districts":[{"id":"rc","name":"…","code":"500153"}],
         "calendars":[{"id":"three","zone":"Asia/Shanghai","week":5,"shifts":[{"name":"A","start":"08:00","end":"16:00","breaks":[{"start":"12:00","end":"12:30"}]},{"name":"B","start":"16:00","end":"00:00"},{"name":"C","start":"00:00","end":"08:00"}]}],
         "enterprises":[{"id":"e1","name":"…","creditCode":"…","district":"rc","industry":"C3011","zone":"Asia/Shanghai"}],
         "points":[{"id":"p1","enterprise":"e1","workshop":"packing","post":"bagger","agent":"silica-10-50","silica":{"percent":23,"report":"…","date":"2025-11-03"},"jurisdiction":"cn","quantities":["dust_total","dust_respirable"],"interval":"PT1S","range":{"dust_respirable":20},"calendar":"three","workers":12}],
         "devices":[{"id":"d1","points":["p1"],"protocol":"mqtt","profile":{"clock":"device","optical":["dust_total"],"map":{"dust":"dust_total"},"factor":{"dust_total":{"k":1.32,"from":"2026-06-01","until":"2027-06-01","report":"…"}}}}]}
        """;
}
