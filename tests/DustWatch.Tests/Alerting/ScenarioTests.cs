using System.Text.Json;
using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

[TestFixture]
internal sealed class ScenarioTests
{
    private static readonly string Folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Data", "scenarios");

    [TestCase("edges")]
    [TestCase("autumn")]
    [TestCase("offline")]
    public void A_scenario_gives_the_transitions_that_came_with_it(string scenario)
    {
        var folder = Path.Combine(Folder, scenario);
        Assert.That(RulesReader.TryRead(File.ReadAllBytes(Path.Combine(folder, "rules.json")), out var rules, out var faults), Is.True, string.Join('\n', faults));
        var registry = ReadRegistry(folder);
        var actual = Given.Backtest(registry, rules, ReadSamples(folder, registry)).Select(Stated).ToList();
        var expected = File.ReadLines(Path.Combine(folder, "expected.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();

        Assert.That(actual, Has.Count.EqualTo(expected.Count));
        for (var i = 0; i < expected.Count; i++)
        {
            foreach (var property in expected[i].EnumerateObject())
            {
                AssertSame(actual[i].GetProperty(property.Name), property.Value, $"{scenario} {i} {property.Name}");
            }
        }
    }

    private static JsonElement Stated(Transition transition)
    {
        var json = new System.Buffers.ArrayBufferWriter<byte>();
        TransitionJson.Write(transition, json);
        return JsonDocument.Parse(json.WrittenMemory).RootElement;
    }

    private static void AssertSame(JsonElement actual, JsonElement expected, string place)
    {
        if (expected.ValueKind == JsonValueKind.Number)
        {
            Assert.That(actual.GetDouble(), Is.EqualTo(expected.GetDouble()).Within(1e-9), place);
        }
        else if (expected.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in expected.EnumerateObject())
            {
                AssertSame(actual.GetProperty(property.Name), property.Value, $"{place} {property.Name}");
            }
        }
        else
        {
            Assert.That(actual.ToString(), Is.EqualTo(expected.ToString()), place);
        }
    }

    private static IEnumerable<Sample> ReadSamples(string folder, Registry registry) =>
        from line in File.ReadLines(Path.Combine(folder, "samples.csv")).Skip(1)
        let cells = line.Split(',')
        select new Sample(
            new Instant(long.Parse(cells[2], System.Globalization.CultureInfo.InvariantCulture)),
            FixedPoint.From(decimal.Parse(cells[3], System.Globalization.CultureInfo.InvariantCulture), FixedPoint.Decimals),
            registry.FindPoint(cells[0])!.Number, // the scenario's registry has its points
            Quantities.TryFind(cells[1], out var quantity) ? quantity : default,
            SampleFlags.TryRead(System.Text.Encoding.UTF8.GetBytes(cells[4]), out var flag) ? flag : default);

    private static Registry ReadRegistry(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "registry.json")));
        var json = document.RootElement;
        var calendar = json.GetProperty("calendars")[0];
        var shifts = calendar.GetProperty("shifts").EnumerateArray().Select(shift => new Shift(
            shift.GetProperty("name").GetString() ?? "", Time(shift, "start"), Time(shift, "end"), []));
        var three = new ShiftCalendar("three", calendar.GetProperty("zone").GetString() ?? "", 5, [.. shifts]);
        return Given.Registry([.. json.GetProperty("points").EnumerateArray().Select((point, number) => Given.Point(
            point.GetProperty("id").GetString() ?? "",
            number,
            (long)System.Xml.XmlConvert.ToTimeSpan(point.GetProperty("interval").GetString() ?? "").TotalMilliseconds,
            calendar: three))]);
    }

    private static TimeOnly Time(JsonElement json, string key) =>
        TimeOnly.Parse(json.GetProperty(key).GetString() ?? "", System.Globalization.CultureInfo.InvariantCulture);
}
