using System.Text;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Measurements;

public class RegistryReaderTests
{
    private const string Whole = """
        {"districts":[{"id":"rc","name":"荣昌","code":"500153"}],
         "calendars":[{"id":"three","zone":"Asia/Shanghai","week":5,"shifts":[{"name":"A","start":"08:00","end":"16:00","breaks":[{"start":"12:00","end":"12:30"}]},{"name":"B","start":"16:00","end":"00:00"},{"name":"C","start":"00:00","end":"08:00"}]}],
         "enterprises":[{"id":"e1","name":"E","creditCode":"91500153MA5U000001","district":"rc","industry":"C3011","zone":"Asia/Shanghai"}],
         "points":[{"id":"p1","enterprise":"e1","workshop":"packing","post":"bagger","agent":"silica-10-50","silica":{"percent":23,"report":"r","date":"2025-11-03"},"jurisdiction":"cn","quantities":["dust_total","dust_respirable"],"interval":"PT1S","range":{"dust_respirable":20},"resolution":{"dust_respirable":0.01},"calendar":"three","workers":12}],
         "devices":[{"id":"d1","points":["p1"],"protocol":"mqtt","profile":{"clock":"device","optical":["dust_total"],"map":{"dust":"dust_total"},"factor":{"dust_total":{"k":1.32,"from":"2026-06-01","until":"2027-06-01","report":"r"}}}}]}
        """;

    [Test]
    public void Reads_every_key_of_the_contract()
    {
        Assert.That(RegistryReader.TryRead(Encoding.UTF8.GetBytes(Whole), out var registry, out var faults), Is.True, string.Join('\n', faults));
        Assert.That(faults, Is.Empty);
        var point = registry.FindPoint("p1");
        Assert.That(point, Is.Not.Null);
        Assert.That(point!.IntervalMilliseconds, Is.EqualTo(1000));
        Assert.That(point.Ranges[Quantity.DustRespirable], Is.EqualTo(20_000_000));
        Assert.That(point.Resolutions, Is.EqualTo(new Dictionary<Quantity, long> { [Quantity.DustRespirable] = 10_000 }));
        Assert.That(point.SilicaPercent, Is.EqualTo(23m));
        Assert.That(point.Calendar.Shifts[0].Breaks, Has.Count.EqualTo(1));
        Assert.That(registry.DistrictOf(point), Is.EqualTo("rc"));
        Assert.That(registry.FindPoint("p1"u8), Is.SameAs(point));
        Assert.That(registry.DevicesOf("p1"), Is.EqualTo(new[] { "d1" }));
        Assert.That(registry.FindDevice("d1")!.Profile.Factors[Quantity.DustTotal].K, Is.EqualTo(1.32m));
    }

    [Test]
    public void Names_all_faults_at_once_with_their_places()
    {
        const string json = """
            {"calendars":[{"id":"c","zone":"Mars/Base","shifts":[{"name":"A","start":"08:00","end":"16:00"},{"name":"B","start":"15:00","end":"00:00"}]}],
             "enterprises":[{"id":"e 1","name":"E","district":"nowhere","industry":"99"}],
             "points":[{"id":"p1","enterprise":"x","quantities":["dust"],"interval":"P1M","calendar":"none","range":{"dust_total":-1}},{"id":"p1","enterprise":"x","colour":"red"}],
             "devices":[{"id":"d","points":["p9"],"profile":{"clock":"sun"}}]}
            """;
        Assert.That(RegistryReader.TryRead(Encoding.UTF8.GetBytes(json), out _, out var faults), Is.False);
        Assert.That(faults.Select(f => f.Path), Is.EquivalentTo(new[]
        {
            "calendars[c].zone", "calendars[c].shifts", "enterprises[e 1].industry", "enterprises[e 1].district", "enterprises[e 1].id",
            "points[p1].enterprise", "points[p1].quantities", "points[p1].interval", "points[p1].calendar", "points[p1].range.dust_total",
            "points[p1].colour", "points[p1].enterprise", "points[p1].id", "devices[d].profile.clock", "devices[d].points",
        }));
        Assert.That(faults.Where(f => f.IsWarning).Select(f => f.Path), Is.EquivalentTo(new[] { "enterprises[e 1].industry", "points[p1].colour" }));
    }

    [TestCase("""{"calendars":[{"id":"c","shifts":[{"name":"A","start":"08:00","end":"16:00","breaks":[{"start":"07:30","end":"08:30"}]}]}]}""", "calendars[c].shifts[0].breaks")]
    [TestCase("""{"calendars":[{"id":"c","shifts":[{"name":"A","start":"08:00","end":"16:00","breaks":[{"start":"15:30","end":"16:30"}]}]}]}""", "calendars[c].shifts[0].breaks")]
    [TestCase("""{"calendars":[{"id":"c","shifts":[{"name":"A","start":"08:00","end":"16:00","breaks":[{"start":"12:00","end":"12:00"}]}]}]}""", "calendars[c].shifts[0].breaks")]
    [TestCase("""{"calendars":[{"id":"c","shifts":[{"name":"A","start":"08:00","end":"16:00","breaks":[{"start":"12:00","end":"13:00"},{"start":"12:30","end":"13:30"}]}]}]}""", "calendars[c].shifts[0].breaks")]
    [TestCase("""{"calendars":[{"id":"c","shifts":[{"name":"A","start":"22:00","end":"06:00","breaks":[{"start":"22:00","end":"02:00"},{"start":"02:00","end":"06:00"}]}]}]}""", "calendars[c].shifts[0].breaks")]
    [TestCase("""{"calendars":[{"id":"c","shifts":[{"name":"A","start":"22:00","end":"06:00"},{"name":"B","start":"05:59","end":"14:00"}]}]}""", "calendars[c].shifts")]
    [TestCase("""{"calendars":[{"id":"c","shifts":[{"name":"A","start":"08:00","end":"08:00"},{"name":"B","start":"20:00","end":"21:00"}]}]}""", "calendars[c].shifts")]
    [TestCase("""{"calendars":[{"id":"c","shifts":[{"name":"A","start":"08:00","end":"12:00"},{"name":"A","start":"12:00","end":"16:00"}]}]}""", "calendars[c].shifts")]
    [TestCase("""{"calendars":[{"id":"c","zone":"Asia/Chongqing2","shifts":[{"name":"A","start":"08:00","end":"12:00"}]}]}""", "calendars[c].zone")]
    [TestCase("""{"enterprises":[{"id":"e","name":"E","zone":"UTC+8:00"}]}""", "enterprises[e].zone")]
    [TestCase("""{"devices":[{"id":"d","profile":{"factor":{"tsp":{"k":0}}}}]}""", "devices[d].profile.factor.tsp.k")]
    [TestCase("""{"devices":[{"id":"d","profile":{"factor":{"tsp":{"k":"1.2"}}}}]}""", "devices[d].profile.factor.tsp.k")]
    [TestCase("""{"devices":[{"id":"d","profile":{"factor":{"tsp":{"k":1,"from":"2026-02-30"}}}}]}""", "devices[d].profile.factor.tsp.from")]
    [TestCase("""{"devices":[{"id":"d","profile":{"factor":{"tsp":{"k":1,"from":"2026-06-01","until":"2026-06-01"}}}}]}""", "devices[d].profile.factor.tsp.until")]
    [TestCase("""{"devices":[{"id":"d","profile":{"factor":{"noise_laeq":{"k":1}}}}]}""", "devices[d].profile.factor.noise_laeq")]
    [TestCase("""{"enterprises":[{"id":"e","name":"E"}],"points":[{"id":"p","enterprise":"e","resolution":{"tsp":-1}}]}""", "points[p].resolution.tsp")]
    public void Refuses_what_cannot_be_with_its_place(string json, string path)
    {
        Assert.That(RegistryReader.TryRead(Encoding.UTF8.GetBytes(json), out _, out var faults), Is.False);
        Assert.That(faults.Where(fault => !fault.IsWarning).Select(fault => fault.Path), Is.EqualTo(new[] { path }));
    }

    [TestCase("""{"calendars":[{"id":"c","shifts":[{"name":"A","start":"22:00","end":"06:00","breaks":[{"start":"23:45","end":"00:15"},{"start":"05:00","end":"06:00"}]},{"name":"B","start":"06:00","end":"22:00"}]}]}""")]
    [TestCase("""{"calendars":[{"id":"c","shifts":[{"name":"A","start":"08:00","end":"08:00","breaks":[{"start":"08:00","end":"20:00"}]}]}]}""")]
    [TestCase("""{"devices":[{"id":"d","profile":{"factor":{"tsp":{"k":1000,"until":"2026-06-01"}}}}]}""")]
    public void Takes_what_only_looks_odd(string json)
    {
        Assert.That(RegistryReader.TryRead(Encoding.UTF8.GetBytes(json), out _, out var faults), Is.True, string.Join('\n', faults));
        Assert.That(faults, Is.Empty);
    }

    [TestCase("""{"devices":[{"id":"d","profile":{"optical":["tsp","pm10"],"factor":{"pm10":{"k":1.1}}}}]}""", "devices[d].profile.factor.tsp")]
    [TestCase("""{"devices":[{"id":"d","profile":{"factor":{"pm10":{"from":"2026-06-01"}}}}]}""", "devices[d].profile.factor.pm10.k")]
    [TestCase("""{"devices":[{"id":"d","profile":{"factor":{"pm10":{"k":1.1,"to":"2026-06-01"}}}}]}""", "devices[d].profile.factor.pm10.to")]
    public void Warns_of_what_corrects_nothing(string json, string path)
    {
        Assert.That(RegistryReader.TryRead(Encoding.UTF8.GetBytes(json), out _, out var faults), Is.True);
        Assert.That(faults.Select(fault => (fault.Path, fault.IsWarning)), Is.EqualTo(new[] { (path, true) }));
    }

    [Test]
    public void Refuses_text_in_another_encoding_by_name()
    {
        byte[] json = [.. "{\"districts\":[{\"id\":\"rc\",\"name\":\""u8, 0xC8, 0xD9, .. "\"}]}"u8];
        Assert.That(RegistryReader.TryRead(json, out _, out var faults), Is.False);
        Assert.That(faults.Single().Message, Does.Contain("not UTF-8"));
        Assert.That(RegistryDocument.TryMerge([], json, out _, out var fault), Is.False);
        Assert.That(fault?.Message, Does.Contain("not UTF-8"));
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{\"points\":{}}")]
    [TestCase("{\"points\":[1]}")]
    public void Refuses_what_is_no_registry(string json) =>
        Assert.That(RegistryReader.TryRead(Encoding.UTF8.GetBytes(json), out _, out _), Is.False);

    [Test]
    public void Importing_replaces_by_id_and_keeps_the_numbers_of_points()
    {
        Assert.That(RegistryDocument.TryMerge([], """{"enterprises":[{"id":"e","name":"E"}],"points":[{"id":"a","enterprise":"e"},{"id":"b","enterprise":"e"}]}"""u8, out var first, out _), Is.True);
        Assert.That(RegistryDocument.TryMerge(first, """{"points":[{"id":"c","enterprise":"e"},{"id":"a","enterprise":"e","workers":3}]}"""u8, out var second, out _), Is.True);
        Assert.That(RegistryReader.TryRead(second, out var registry, out _), Is.True);
        Assert.That(registry.Points.Select(p => p.Id), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(registry.Points[0].Workers, Is.EqualTo(3));
    }

    [TestCase("not json")]
    [TestCase("[]")]
    [TestCase("{\"points\":[{}]}")]
    [TestCase("{\"points\":[{\"id\":\"a\"},{\"id\":\"a\"}]}")]
    [TestCase("{\"points\":5}")]
    [TestCase("{\"a\":1,\"a\":2}")]
    public void Says_why_a_file_cannot_be_merged(string json)
    {
        Assert.That(RegistryDocument.TryMerge([], Encoding.UTF8.GetBytes(json), out _, out var fault), Is.False);
        Assert.That(fault, Is.Not.Null);
    }

    [TestCase("PT10S", 10_000)]
    [TestCase("P8D", 691_200_000)]
    [TestCase("P1W", 604_800_000)]
    [TestCase("PT1H30M", 5_400_000)]
    [TestCase("PT0.25S", 250)]
    [TestCase("PT0S", 0)]
    public void Reads_durations(string text, long expected)
    {
        Assert.That(IsoDuration.TryParse(text, out var milliseconds), Is.True);
        Assert.That(milliseconds, Is.EqualTo(expected));
    }

    [TestCase("P")]
    [TestCase("PT")]
    [TestCase("P1Y")]
    [TestCase("P1M")]
    [TestCase("10")]
    [TestCase("PT1.5H")]
    [TestCase("-PT1S")]
    [TestCase(null)]
    public void Refuses_durations_without_a_length(string? text) => Assert.That(IsoDuration.TryParse(text, out _), Is.False);
}
