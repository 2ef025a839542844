using DustWatch.Measurements;

namespace DustWatch.Alerting.Rules;

/// <summary>Reads one rule that binds a quantity, and refuses what has no meaning.</summary>
internal static class ExposureRuleReader
{
    private const decimal DecibelsMaximum = 200m;

    /// <summary>Above this, weights of doses would not fit the sums: 2^(200 dB − criterion)/exchange is at most 2^48.</summary>
    private const int DoublingsMaximum = 48;

    private static readonly string[] LaterWindows = ["week", "episodes", "count"];
    private static readonly string[] LaterAggregates = ["lexw", "min", "count"];

    public static Rule? Read(RuleFields fields, string id, IReadOnlySet<string>? points)
    {
        var quantity = ReadQuantity(fields);
        var window = ReadWindow(fields);
        var aggregate = ReadAggregate(fields, window);
        var minCoverage = fields.Number("minCoverage", 0, 1, Rule.DefaultMinCoverage) ?? Rule.DefaultMinCoverage;
        var hasMinElapsed = fields.Has("minElapsed");
        var minElapsed = fields.Duration("minElapsed", least: 0, otherwise: Rule.DefaultMinElapsedMilliseconds);
        var dose = ReadDose(fields, aggregate);
        if (fields.Has("over"))
        {
            fields.RefuseKey("over", "belongs to the aggregate 'count', which is not supported yet");
        }

        if (fields.Has("flap"))
        {
            fields.RefuseKey("flap", "is not supported yet; allowed: null");
        }

        var levelsJson = fields.Find("levels");
        fields.RefuseOthers();
        if (quantity is not { } what || window is not { } over || aggregate is not { } how)
        {
            return null;
        }

        if (hasMinElapsed && !(over.IsTumbling && how is Aggregate.Mean or Aggregate.Leq))
        {
            fields.RefuseKey("minElapsed", "has a meaning only with 'mean' or 'leq' in a shift or day");
        }

        RefuseMeaningless(fields, what, over, how);
        var rule = new Rule(id, RuleKind.Exposure, what, points, over, how, [], minCoverage, minElapsed, dose);
        return rule with { Levels = RuleLevelReader.Read(fields, levelsJson, rule) };
    }

    private static Quantity? ReadQuantity(RuleFields fields)
    {
        var name = fields.Text("quantity", isRequired: true);
        if (Quantities.TryFind(name, out var quantity))
        {
            return quantity;
        }

        if (name is not null)
        {
            fields.RefuseKey("quantity", $"'{name}' is no quantity; allowed: {string.Join(", ", Quantities.All.Select(Quantities.NameOf))}");
        }

        return null;
    }

    private static RuleWindow? ReadWindow(RuleFields fields)
    {
        if (fields.Find("window") is not { } json)
        {
            fields.RefuseKey("window", "is missing; allowed: {\"kind\": instant | sliding | shift | day}");
            return null;
        }

        var window = fields.Nested(json, "window");
        if (!window.IsObject)
        {
            return null;
        }

        var kind = window.Text("kind", isRequired: true);
        if (LaterWindows.Contains(kind))
        {
            window.RefuseKey("kind", $"'{kind}' is not supported yet; allowed: instant, sliding, shift, day");
            return null;
        }

        RuleWindow? read = kind switch
        {
            "instant" => new RuleWindow(WindowKind.Instant),
            "sliding" => new RuleWindow(WindowKind.Sliding, ReadLength(window)),
            "shift" => new RuleWindow(WindowKind.Shift),
            "day" => new RuleWindow(WindowKind.Day),
            _ => null,
        };
        if (read is null && kind is not null)
        {
            window.RefuseKey("kind", $"'{kind}' is no window; allowed: instant, sliding, shift, day");
        }

        window.RefuseOthers();
        return read;
    }

    private static long ReadLength(RuleFields window)
    {
        if (!window.Has("length"))
        {
            window.RefuseKey("length", "is missing; a sliding window needs a duration such as PT15M");
            return RuleWindow.ExactMillisecondsMax;
        }

        var length = window.Duration("length", least: 1, otherwise: RuleWindow.ExactMillisecondsMax);
        if (length > RuleWindow.ExactMillisecondsMax)
        {
            window.RefuseKey("length", "over 15 min is not supported yet; allowed: up to PT15M");
        }

        return length;
    }

    private static Aggregate? ReadAggregate(RuleFields fields, RuleWindow? window)
    {
        var name = fields.Text("aggregate", isRequired: window is { Kind: not WindowKind.Instant });
        if (LaterAggregates.Contains(name))
        {
            fields.RefuseKey("aggregate", $"'{name}' is not supported yet; allowed: mean, leq, twa8h, lex8h, dose, max, last");
            return null;
        }

        Aggregate? aggregate = name switch
        {
            "mean" => Aggregate.Mean,
            "leq" => Aggregate.Leq,
            "twa8h" => Aggregate.Twa8h,
            "lex8h" => Aggregate.Lex8h,
            "dose" => Aggregate.Dose,
            "max" => Aggregate.Max,
            "last" => Aggregate.Last,
            null when window is { Kind: WindowKind.Instant } => Aggregate.Last,
            _ => null,
        };
        if (aggregate is null && name is not null)
        {
            fields.RefuseKey("aggregate", $"'{name}' is no aggregate; allowed: mean, leq, twa8h, lex8h, dose, max, last");
        }

        return aggregate;
    }

    private static DoseCriterion? ReadDose(RuleFields fields, Aggregate? aggregate)
    {
        string[] keys = ["criterion", "exchange", "threshold"];
        if (aggregate != Aggregate.Dose)
        {
            foreach (var key in keys.Where(fields.Has))
            {
                fields.RefuseKey(key, "belongs to the aggregate 'dose' only");
            }

            return null;
        }

        foreach (var key in keys.Where(key => !fields.Has(key)))
        {
            fields.RefuseKey(key, "is missing; a dose needs criterion, exchange and threshold in dB");
        }

        var criterion = Hundredths(fields.Number("criterion", 0, DecibelsMaximum, 85));
        var exchange = Hundredths(fields.Number("exchange", 0.01m, DecibelsMaximum, 3));
        var threshold = Hundredths(fields.Number("threshold", 0, DecibelsMaximum, 80));
        if (Decibel.Maximum.Hundredths - criterion > DoublingsMaximum * exchange)
        {
            fields.RefuseKey("exchange", $"is too small for this criterion: (200 − criterion) / exchange may be at most {DoublingsMaximum}");
        }

        return new DoseCriterion(criterion, Math.Max(1, exchange), threshold);
    }

    private static int Hundredths(decimal? decibels) => (int)FixedPoint.From(decibels ?? 0, Decibel.Decimals);

    private static void RefuseMeaningless(RuleFields fields, Quantity quantity, RuleWindow window, Aggregate aggregate)
    {
        var isDecibel = Quantities.IsDecibel(quantity);
        var unit = Quantities.Of(quantity).Unit;
        if (aggregate is Aggregate.Twa8h or Aggregate.Lex8h or Aggregate.Dose && !window.IsTumbling)
        {
            fields.RefuseKey("aggregate", "sums a working day and has no meaning in this window; allowed with it: shift, day");
        }

        if (aggregate == Aggregate.Mean && isDecibel)
        {
            fields.RefuseKey("aggregate", "'mean' of decibels has no meaning; allowed: leq, lex8h, dose, max, last");
        }

        if (aggregate == Aggregate.Twa8h && unit != "mg/m3")
        {
            fields.RefuseKey("aggregate", "'twa8h' has a meaning for concentrations (mg/m3) only");
        }

        if (aggregate == Aggregate.Leq && !isDecibel)
        {
            fields.RefuseKey("aggregate", "'leq' has a meaning for sound levels only");
        }

        if (aggregate is Aggregate.Lex8h or Aggregate.Dose && unit != "dB(A)")
        {
            fields.RefuseKey("aggregate", "'lex8h' and 'dose' have a meaning for levels in dB(A) only");
        }
    }
}
