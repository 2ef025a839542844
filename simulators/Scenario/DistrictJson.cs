using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DustWatch.Simulator.Scenario;

/// <summary>Writes the demo's district as the contract's REGISTRY.json.</summary>
internal static class DistrictJson
{
    private const double DustRangeTop = 20; // mg/m³, of a light-scattering instrument
    private const double NoiseRangeTop = 130; // dB(A)

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    private static readonly string[] ThreeNames = ["早班", "中班", "夜班"];

    public static byte[] Write(IReadOnlyList<DistrictPoint> points)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            WriteList(json, "districts", [("yunxi", "云溪区"), ("shiqiao", "石桥区"), ("jinchuan", "锦川县")], static (w, d) =>
            {
                w.WriteString("id", d.Item1);
                w.WriteString("name", d.Item2);
            });
            WriteCalendars(json);
            WriteList(json, "enterprises", [.. Employers.All.Select((e, i) => (Id: string.Create(CultureInfo.InvariantCulture, $"e{i + 1:00}"), Employer: e))], static (w, e) =>
            {
                w.WriteString("id", e.Id);
                w.WriteString("name", e.Employer.Name);
                w.WriteString("district", e.Employer.District);
                w.WriteString("industry", e.Employer.Industry.Code);
            }, WriteOwnEnterprise);
            WriteList(json, "points", points, WritePoint, WriteOwnPoint);
            WriteList(json, "devices", points, static (w, p) =>
            {
                w.WriteString("id", $"dev-{p.Id}");
                WriteStrings(w, "points", [p.Id]);
                w.WriteString("protocol", "mqtt");
            });
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static void WriteCalendars(Utf8JsonWriter json)
    {
        static (string, string, string)[] Three(int first) =>
            [.. Enumerable.Range(0, 3).Select(i => (ThreeNames[i], Hour(first + (8 * i)), Hour(first + (8 * i) + 8)))];
        var calendars = new (string Id, (string Name, string Start, string End)[] Shifts)[]
        {
            (Employers.Three00, Three(8)),
            (Employers.Three04, Three(4)),
            (Employers.Three06, Three(6)),
            (Employers.Two07, [("白班", "07:00", "19:00"), ("夜班", "19:00", "07:00")]),
        };
        WriteList(json, "calendars", calendars, static (w, c) =>
        {
            w.WriteString("id", c.Id);
            w.WriteString("zone", "Asia/Shanghai");
            w.WriteNumber("week", 5);
            WriteList(w, "shifts", c.Shifts, static (w, s) =>
            {
                w.WriteString("name", s.Name);
                w.WriteString("start", s.Start);
                w.WriteString("end", s.End);
            });
        });
    }

    private static string Hour(int hour) => string.Create(CultureInfo.InvariantCulture, $"{hour % 24:00}:00");

    private static void WritePoint(Utf8JsonWriter json, DistrictPoint point)
    {
        var post = point.Post;
        var quantities = new List<string>();
        json.WriteString("id", point.Id);
        json.WriteString("enterprise", point.Enterprise);
        json.WriteString("workshop", post.Workshop);
        json.WriteString("post", post.Name);
        json.WriteString("agent", post.Agent);
        if (post.Dust.Length > 0)
        {
            json.WriteStartObject("silica");
            json.WriteNumber("percent", post.Agent switch { "silica-50-80" => 62, "silica-10-50" => 24, _ => 4 });
            json.WriteString("report", $"云检字-{point.Id}");
            json.WriteString("date", "2025-11-03");
            json.WriteEndObject();
        }

        if (post.Dust.Contains('T', StringComparison.Ordinal))
        {
            quantities.Add("dust_total");
        }

        if (post.Dust.Contains('R', StringComparison.Ordinal))
        {
            quantities.Add("dust_respirable");
        }

        quantities.Add("noise_laeq");
        WriteStrings(json, "quantities", quantities);
        json.WriteString("interval", "PT10S");
        json.WriteStartObject("range");
        foreach (var quantity in quantities)
        {
            json.WriteNumber(quantity, quantity == "noise_laeq" ? NoiseRangeTop : DustRangeTop);
        }

        json.WriteEndObject();
        json.WriteString("calendar", point.Calendar);
        json.WriteNumber("workers", 2 + (int)(post.Noise % 7) + (post.Name.Length % 5));
    }

    private static void WriteOwnEnterprise(Utf8JsonWriter json)
    {
        json.WriteString("id", "own");
        json.WriteString("name", "您的设备 · Your device");
        json.WriteString("district", "yunxi");
    }

    private static void WriteOwnPoint(Utf8JsonWriter json)
    {
        json.WriteString("id", DemoDistrict.OwnPoint);
        json.WriteString("enterprise", "own");
        json.WriteString("workshop", "试用");
        json.WriteString("post", "dustwatch/v1/own/own-1/data");
        json.WriteString("agent", "silica-10-50");
        WriteStrings(json, "quantities", ["dust_respirable", "noise_laeq"]);
        json.WriteString("interval", "PT1S");
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteList<T>(
        Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write, Action<Utf8JsonWriter>? writeLast = null)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        if (writeLast is not null)
        {
            json.WriteStartObject();
            writeLast(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
