using System.Text.Json;

namespace DustWatch.Measurements;

/// <content>Points and devices.</content>
public sealed partial class RegistryReader
{
    private const decimal FactorMaximum = 1000;
    private const decimal RangeMaximum = 1_000_000;
    private const long IntervalMaximum = 86_400_000;

    private MonitoringPoint ReadPoint(JsonFields fields)
    {
        fields.WarnOfUnknown("id", "enterprise", "workshop", "post", "agent", "silica", "jurisdiction", "quantities", "interval", "range", "resolution", "calendar", "workers");
        var enterprise = fields.Text("enterprise");
        var zone = Enterprise.DefaultZone;
        if (_enterprises.TryGetValue(enterprise, out var owner))
        {
            zone = owner.Zone;
        }
        else
        {
            fields.Fault("enterprise", $"'{enterprise}' is not among the enterprises");
        }

        return new MonitoringPoint(
            Number: 0,
            fields.Text("id"),
            enterprise,
            fields.OptionalText("workshop") ?? "",
            fields.OptionalText("post") ?? "",
            fields.OptionalText("agent"),
            ReadSilica(fields),
            fields.OptionalText("jurisdiction") ?? MonitoringPoint.DefaultJurisdiction,
            ReadQuantities(fields, "quantities"),
            ReadInterval(fields),
            ReadByQuantity(fields, "range"),
            ReadCalendarOf(fields, zone),
            fields.WholeNumber("workers", 0, 0, 1_000_000))
        {
            Resolutions = ReadByQuantity(fields, "resolution"),
        };
    }

    private ShiftCalendar ReadCalendarOf(JsonFields fields, string zone)
    {
        if (fields.OptionalText("calendar") is not { } id)
        {
            return ShiftCalendar.DefaultIn(zone);
        }

        if (_calendars.TryGetValue(id, out var calendar))
        {
            return calendar;
        }

        fields.Fault("calendar", $"'{id}' is not among the calendars");
        return ShiftCalendar.DefaultIn(zone);
    }

    private decimal? ReadSilica(JsonFields fields)
    {
        if (!fields.Json.TryGetProperty("silica", out var silica) || silica.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (silica.ValueKind == JsonValueKind.Object)
        {
            return new JsonFields(silica, $"{fields.Path}.silica", _faults).OptionalNumber("percent", 0, 100);
        }

        fields.Fault("silica", "must be an object {percent, report, date}");
        return null;
    }

    private static List<Quantity> ReadQuantities(JsonFields fields, string key)
    {
        var quantities = new List<Quantity>();
        foreach (var name in fields.Texts(key))
        {
            if (!Quantities.TryFind(name, out var quantity))
            {
                fields.Fault(key, $"'{name}' is no quantity: {string.Join(", ", Quantities.All.Select(Quantities.NameOf))}");
            }
            else if (!quantities.Contains(quantity))
            {
                quantities.Add(quantity);
            }
        }

        return quantities;
    }

    private static long ReadInterval(JsonFields fields)
    {
        if (fields.OptionalText("interval") is not { } text)
        {
            return MonitoringPoint.DefaultIntervalMilliseconds;
        }

        if (IsoDuration.TryParse(text, out var interval) && interval is > 0 and <= IntervalMaximum)
        {
            return interval;
        }

        fields.Fault("interval", "must be a duration such as PT10S, longer than nothing and at most a day");
        return MonitoringPoint.DefaultIntervalMilliseconds;
    }

    private Dictionary<Quantity, long> ReadByQuantity(JsonFields fields, string key)
    {
        var values = new Dictionary<Quantity, long>();
        foreach (var property in fields.Properties(key))
        {
            if (!Quantities.TryFind(property.Name, out var quantity))
            {
                fields.Fault($"{key}.{property.Name}", "is no quantity");
            }
            else if (new JsonFields(fields.Json.GetProperty(key), $"{fields.Path}.{key}", _faults).OptionalNumber(property.Name, 0, RangeMaximum) is { } value)
            {
                values[quantity] = FixedPoint.From(value, Quantities.Of(quantity).Decimals);
            }
        }

        return values;
    }

    private Device ReadDevice(JsonFields fields)
    {
        fields.WarnOfUnknown("id", "points", "protocol", "profile");
        var device = new Device(fields.Text("id"), fields.Texts("points"), fields.OptionalText("protocol") ?? "mqtt", ReadProfile(fields));
        foreach (var point in device.Points)
        {
            if (!_pointIds.Contains(point))
            {
                fields.Fault("points", $"'{point}' is not among the points");
            }
        }

        return device;
    }

    private DeviceProfile ReadProfile(JsonFields device)
    {
        if (!device.Json.TryGetProperty("profile", out var json) || json.ValueKind == JsonValueKind.Null)
        {
            return DeviceProfile.Default;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            device.Fault("profile", "must be an object");
            return DeviceProfile.Default;
        }

        var fields = new JsonFields(json, $"{device.Path}.profile", _faults);
        fields.WarnOfUnknown("clock", "offset", "lateness", "optical", "map", "factor");
        var clock = fields.OptionalText("clock") ?? DeviceProfile.Default.Clock;
        if (clock is not ("device" or "server" or "offset"))
        {
            fields.Fault("clock", "must be device, server or offset");
        }

        var profile = new DeviceProfile(clock, ReadQuantities(fields, "optical"), ReadMap(fields), ReadFactors(fields))
        {
            OffsetMilliseconds = ReadOffset(fields, clock),
            LatenessMilliseconds = ReadLateness(fields),
        };
        foreach (var quantity in profile.Optical.Where(quantity => !profile.Factors.ContainsKey(quantity)))
        {
            fields.Warn($"factor.{Quantities.NameOf(quantity)}", "is missing: what is read is judged as it stands, and marked uncorrected");
        }

        return profile;
    }

    private static long ReadOffset(JsonFields fields, string clock)
    {
        if (fields.OptionalText("offset") is not { } text)
        {
            if (clock == "offset")
            {
                fields.Warn("offset", "is missing: what the device sends as its time counts as it stands");
            }

            return 0;
        }

        if (!IsoDuration.TryParseSigned(text, out var offset) || Math.Abs(offset) > DeviceProfile.OffsetMillisecondsMax)
        {
            fields.Fault("offset", "must be a duration such as PT8H, by which the device's clock is ahead, or -PT8H, by which it is behind; at most P36525D");
            return 0;
        }

        if (clock != "offset")
        {
            fields.Warn("offset", "has no effect: clock is not offset");
        }

        return offset;
    }

    private static long ReadLateness(JsonFields fields)
    {
        if (fields.OptionalText("lateness") is not { } text)
        {
            return 0;
        }

        if (IsoDuration.TryParse(text, out var lateness) && lateness <= DeviceProfile.LatenessMillisecondsMax)
        {
            return lateness;
        }

        fields.Fault("lateness", "must be a duration such as PT10S, at most PT1H");
        return 0;
    }

    private static Dictionary<string, Quantity> ReadMap(JsonFields fields)
    {
        var map = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var property in fields.Properties("map"))
        {
            if (property.Value.ValueKind == JsonValueKind.String && Quantities.TryFind(property.Value.GetString(), out var quantity))
            {
                map[property.Name] = quantity;
            }
            else
            {
                fields.Fault($"map.{property.Name}", "must be the name of a quantity");
            }
        }

        return map;
    }

    private Dictionary<Quantity, SiteFactor> ReadFactors(JsonFields fields)
    {
        var factors = new Dictionary<Quantity, SiteFactor>();
        foreach (var property in fields.Properties("factor"))
        {
            if (!Quantities.TryFind(property.Name, out var quantity) || property.Value.ValueKind != JsonValueKind.Object)
            {
                fields.Fault($"factor.{property.Name}", "must be a quantity with an object {k, from, until, report}");
                continue;
            }

            if (Quantities.IsDecibel(quantity))
            {
                fields.Fault($"factor.{property.Name}", "is of a level in decibels, which no factor corrects");
                continue;
            }

            if (ReadFactor(new JsonFields(property.Value, $"{fields.Path}.factor.{property.Name}", _faults)) is { } factor)
            {
                factors[quantity] = factor;
            }
        }

        return factors;
    }

    private static SiteFactor? ReadFactor(JsonFields fields)
    {
        fields.WarnOfUnknown("k", "from", "until", "report");
        var k = fields.OptionalNumber("k", 0.001m, FactorMaximum);
        var from = ReadDay(fields, "from") ?? DateOnly.MinValue;
        var until = ReadDay(fields, "until");
        var report = fields.OptionalText("report");
        if (until <= from)
        {
            fields.Fault("until", "must be a day after from: it is the first on which the factor no longer holds");
        }

        if (k is { } factor)
        {
            return new SiteFactor(factor, from, until, report);
        }

        fields.Warn("k", "is missing: a factor without it has no effect");
        return null;
    }

    private static DateOnly? ReadDay(JsonFields fields, string key)
    {
        if (fields.OptionalText(key) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day))
        {
            return day;
        }

        fields.Fault(key, "must be a day such as 2026-06-01");
        return null;
    }
}
