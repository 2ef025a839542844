using DustWatch.Measurements;

namespace DustWatch.Alerting.Rules;

/// <summary>Reads the window of one exposure rule.</summary>
internal static class WindowReader
{
    private const int AtMostMaximum = 1_000_000;
    private const long DayMilliseconds = 86_400_000;

    /// <summary>The window; null when its kind could not be read.</summary>
    public static RuleWindow? Read(RuleFields rule, Quantity? quantity)
    {
        if (rule.Find("window") is not { } json)
        {
            rule.RefuseKey("window", $"is missing; allowed: an object whose kind is one of {string.Join(", ", RuleNames.Windows.Keys)}");
            return null;
        }

        var fields = rule.Nested(json, "window");
        if (!fields.IsObject || fields.Text("kind", isRequired: true) is not { } name)
        {
            return null;
        }

        if (!RuleNames.Windows.TryGetValue(name, out var kind))
        {
            fields.RefuseKey("kind", $"'{name}' is no window; allowed: {string.Join(", ", RuleNames.Windows.Keys)}");
            return null;
        }

        var window = kind switch
        {
            WindowKind.Sliding => new RuleWindow(kind, LengthMilliseconds: ReadLength(fields)),
            WindowKind.Episodes or WindowKind.Count => new RuleWindow(kind, Parts: ReadParts(fields, kind, quantity)),
            _ => new RuleWindow(kind),
        };
        fields.RefuseOthers();
        return window;
    }

    private static long ReadLength(RuleFields fields)
    {
        if (!fields.Has("length"))
        {
            fields.RefuseKey("length", "is missing; allowed: a duration up to P7D, such as PT15M");
            return RuleWindow.ExactMillisecondsMax;
        }

        var length = fields.Duration("length", least: 1, otherwise: RuleWindow.ExactMillisecondsMax);
        if (length > RuleWindow.SlidingMillisecondsMax)
        {
            fields.RefuseKey("length", "is over 7 days; allowed: up to P7D");
        }
        else if (length > RuleWindow.ExactMillisecondsMax && length % 60_000 != 0)
        {
            fields.RefuseKey("length", "is over 15 min and not of whole minutes, in which longer windows are kept; allowed: whole minutes up to P7D, or anything up to PT15M");
        }

        return length;
    }

    private static WindowParts ReadParts(RuleFields fields, WindowKind kind, Quantity? quantity)
    {
        var tumbling = ReadIn(fields);
        var of = ReadOf(fields, kind);
        var (above, times) = LimitForm.Of(quantity).Read(fields);
        return kind == WindowKind.Count
            ? new WindowParts(tumbling, of, above, times)
            : new WindowParts(
                tumbling,
                of,
                above,
                times,
                AtMost: (int)(fields.Whole("atMost", 0, AtMostMaximum) ?? WindowParts.DefaultAtMost),
                LongestMilliseconds: fields.Duration("longest", least: 1, otherwise: WindowParts.DefaultLongestMilliseconds),
                ApartMilliseconds: fields.Duration("apart", least: 0, otherwise: WindowParts.DefaultApartMilliseconds));
    }

    private static WindowKind ReadIn(RuleFields fields)
    {
        const string allowed = "allowed: shift, day";
        if (!fields.Has("in"))
        {
            fields.RefuseKey("in", $"is missing; {allowed}");
            return WindowKind.Shift;
        }

        var name = fields.Text("in");
        if (name is not (null or "shift" or "day"))
        {
            fields.RefuseKey("in", $"'{name}' is nothing in which runs or parts are counted; {allowed}");
        }

        return name == "day" ? WindowKind.Day : WindowKind.Shift;
    }

    private static long ReadOf(RuleFields fields, WindowKind kind)
    {
        if (kind == WindowKind.Count && !fields.Has("of"))
        {
            fields.RefuseKey("of", "is missing; allowed: PT0S, the sample itself, or whole seconds that divide a day, such as PT15M");
        }

        var of = fields.Duration("of", least: 0, otherwise: WindowParts.DefaultOfMilliseconds);
        if (of != 0 && (of % 1000 != 0 || DayMilliseconds % of != 0))
        {
            fields.RefuseKey("of", $"{IsoDuration.Format(of)} does not divide a day in whole seconds; allowed: PT0S, the sample itself, or a part of a day such as PT1M or PT15M");
        }

        return of;
    }
}
