using System.Text.Json;
using System.Text.RegularExpressions;

namespace DustWatch.Measurements;

/// <summary>Reads REGISTRY.json: all faults at once, each with its place and what is allowed.</summary>
public sealed partial class RegistryReader
{
    private readonly List<RegistryFault> _faults = [];
    private readonly Dictionary<string, ShiftCalendar> _calendars = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Enterprise> _enterprises = new(StringComparer.Ordinal);
    private readonly List<MonitoringPoint> _points = [];
    private readonly HashSet<string> _pointIds = new(StringComparer.Ordinal);

    private RegistryReader()
    {
    }

    /// <summary>Reads a whole registry.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="registry">What it says; <see cref="Registry.Empty"/> when it is refused.</param>
    /// <param name="faults">Faults and warnings, in the order of the file's sections.</param>
    /// <returns><see langword="false"/> when a fault is more than a warning.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> json, out Registry registry, out IReadOnlyList<RegistryFault> faults)
    {
        var reader = new RegistryReader();
        registry = reader.Read(json);
        faults = reader._faults;
        if (reader._faults.Exists(f => !f.IsWarning))
        {
            registry = Registry.Empty;
            return false;
        }

        return true;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();

    [GeneratedRegex("^[0-9]{6}([0-9]{3}([0-9]{3})?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex DistrictCodePattern();

    [GeneratedRegex("^[A-T][0-9]{0,4}$", RegexOptions.CultureInvariant)]
    private static partial Regex IndustryPattern();

    [GeneratedRegex("^[0-9A-HJ-NPQRTUWXY]{18}$", RegexOptions.CultureInvariant)]
    private static partial Regex CreditCodePattern();

    private Registry Read(ReadOnlyMemory<byte> json)
    {
        if (!JsonTexts.TryParse(json, out var document, out var why))
        {
            _faults.Add(new RegistryFault("$", why, IsWarning: false));
            return Registry.Empty;
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                _faults.Add(new RegistryFault("$", "must be a JSON object", IsWarning: false));
                return Registry.Empty;
            }

            var root = new JsonFields(document.RootElement, "", _faults);
            root.WarnOfUnknown("districts", "calendars", "enterprises", "points", "devices");
            var districts = ReadAll(root, "districts", ReadDistrict, d => d.Id);
            foreach (var calendar in ReadAll(root, "calendars", ReadCalendar, c => c.Id))
            {
                _calendars[calendar.Id] = calendar;
            }

            var enterprises = ReadAll(root, "enterprises", fields => ReadEnterprise(fields, districts), e => e.Id);
            foreach (var enterprise in enterprises)
            {
                _enterprises[enterprise.Id] = enterprise;
            }

            foreach (var point in ReadAll(root, "points", ReadPoint, p => p.Id))
            {
                _points.Add(point with { Number = _points.Count });
                _pointIds.Add(point.Id);
            }

            var devices = ReadAll(root, "devices", ReadDevice, d => d.Id);
            return _faults.Exists(f => !f.IsWarning) ? Registry.Empty : new Registry(districts, enterprises, _points, devices);
        }
    }

    private static List<T> ReadAll<T>(JsonFields root, string section, Func<JsonFields, T> read, Func<T, string> idOf)
    {
        var items = new List<T>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var fields in root.Objects(section))
        {
            var item = read(fields);
            var id = idOf(item);
            if (!IdPattern().IsMatch(id))
            {
                fields.Fault("id", "must be letters, digits, '.', '_' and '-', at most 64, beginning with a letter or digit");
            }
            else if (!ids.Add(id))
            {
                fields.Fault("id", "stands twice");
            }

            items.Add(item);
        }

        return items;
    }

    private static District ReadDistrict(JsonFields fields)
    {
        fields.WarnOfUnknown("id", "name", "code");
        var district = new District(fields.Text("id"), fields.Text("name"), fields.OptionalText("code"));
        WarnUnless(fields, "code", district.Code, DistrictCodePattern(), "is no GB/T 2260 code");
        return district;
    }

    private static Enterprise ReadEnterprise(JsonFields fields, List<District> districts)
    {
        fields.WarnOfUnknown("id", "name", "creditCode", "district", "industry", "zone");
        var enterprise = new Enterprise(
            fields.Text("id"),
            fields.Text("name"),
            fields.OptionalText("creditCode"),
            fields.OptionalText("district"),
            fields.OptionalText("industry"),
            ReadZone(fields));
        WarnUnless(fields, "creditCode", enterprise.CreditCode, CreditCodePattern(), "is no 统一社会信用代码 (18 digits and capitals)");
        WarnUnless(fields, "industry", enterprise.Industry, IndustryPattern(), "is no GB/T 4754 code, such as C3011 or C30");
        if (enterprise.District is { } district && !districts.Exists(d => d.Id == district))
        {
            fields.Fault("district", $"'{district}' is not among the districts");
        }

        return enterprise;
    }

    private static void WarnUnless(JsonFields fields, string key, string? text, Regex pattern, string message)
    {
        if (text is not null && !pattern.IsMatch(text))
        {
            fields.Warn(key, $"'{text}' {message}");
        }
    }

    private static string ReadZone(JsonFields fields)
    {
        var zone = fields.OptionalText("zone") ?? Enterprise.DefaultZone;
        if (SiteCalendar.IsZone(zone))
        {
            return zone;
        }

        fields.Fault("zone", $"'{zone}' is no IANA time zone, such as Asia/Shanghai");
        return Enterprise.DefaultZone;
    }

    private static ShiftCalendar ReadCalendar(JsonFields fields)
    {
        fields.WarnOfUnknown("id", "zone", "week", "shifts");
        var shifts = fields.Objects("shifts").Select(ReadShift).ToList();
        var calendar = new ShiftCalendar(
            fields.Text("id"),
            ReadZone(fields),
            fields.WholeNumber("week", ShiftCalendar.DefaultWorkingDays, 1, 7),
            shifts);
        if (shifts.Count == 0)
        {
            fields.Fault("shifts", "must hold at least one shift");
        }

        if (shifts.Select(s => s.Name).Distinct(StringComparer.Ordinal).Count() != shifts.Count)
        {
            fields.Fault("shifts", "two shifts have the same name");
        }

        if (FindOverlap(shifts) is { } overlap)
        {
            fields.Fault("shifts", $"{overlap.First.Name} and {overlap.Second.Name} overlap");
        }

        return calendar;
    }

    private static Shift ReadShift(JsonFields fields)
    {
        fields.WarnOfUnknown("name", "start", "end", "breaks");
        var shift = new Shift(fields.Text("name"), ReadTime(fields, "start"), ReadTime(fields, "end"), [.. fields.Objects("breaks").Select(ReadBreak)]);
        var last = 0;
        foreach (var pause in shift.Breaks)
        {
            var start = MinutesAfter(shift.Start, pause.Start);
            var end = start + MinutesAfter(pause.Start, pause.End);
            if (start < last || end > LengthMinutes(shift) || end == start)
            {
                fields.Fault("breaks", "must lie inside the shift, in order, without overlapping");
            }

            last = end;
        }

        if (shift.Breaks.Sum(pause => MinutesAfter(pause.Start, pause.End)) == LengthMinutes(shift))
        {
            fields.Fault("breaks", "leave nothing of the shift");
        }

        return shift;
    }

    private static ShiftBreak ReadBreak(JsonFields fields)
    {
        fields.WarnOfUnknown("start", "end");
        return new ShiftBreak(ReadTime(fields, "start"), ReadTime(fields, "end"));
    }

    private static TimeOnly ReadTime(JsonFields fields, string key)
    {
        var text = fields.Text(key);
        if (text == "24:00")
        {
            return TimeOnly.MinValue;
        }

        if (TimeOnly.TryParseExact(text, "HH:mm", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var time))
        {
            return time;
        }

        fields.Fault(key, "must be a local time such as 08:00");
        return default;
    }

    private static (Shift First, Shift Second)? FindOverlap(List<Shift> shifts)
    {
        for (var i = 0; i < shifts.Count; i++)
        {
            for (var j = 0; j < shifts.Count; j++)
            {
                if (i != j && MinutesAfter(shifts[i].Start, shifts[j].Start) < LengthMinutes(shifts[i]))
                {
                    return (shifts[i], shifts[j]);
                }
            }
        }

        return null;
    }

    private static int MinutesAfter(TimeOnly from, TimeOnly to) => (int)(to - from).TotalMinutes;

    private static int LengthMinutes(Shift shift) => shift.Start == shift.End ? 24 * 60 : MinutesAfter(shift.Start, shift.End);
}
