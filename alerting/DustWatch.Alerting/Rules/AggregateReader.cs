using DustWatch.Measurements;

namespace DustWatch.Alerting.Rules;

/// <summary>Reads how one exposure rule aggregates, with the parameters of that, and refuses what has no meaning in its window or for its quantity.</summary>
internal static class AggregateReader
{
    private const decimal DecibelsMaximum = 200m;

    /// <summary>Above this, weights of doses would not fit the sums: 2^(200 dB − criterion)/exchange is at most 2^48.</summary>
    private const int DoublingsMaximum = 48;

    private static readonly string[] DoseKeys = ["criterion", "exchange", "threshold"];

    /// <summary>The aggregate; null when it could not be read.</summary>
    public static Aggregate? Read(RuleFields fields, RuleWindow? window, Quantity? quantity)
    {
        if (window is { Parts: not null })
        {
            if (fields.Has("aggregate"))
            {
                fields.RefuseKey("aggregate", "has no meaning in a window of episodes or counts, whose value is their number; allowed: null");
            }

            return Aggregate.Count;
        }

        var allowed = RuleNames.Aggregates.Where(a => IsIn(a.Value, window) && IsOf(a.Value, quantity)).Select(a => a.Key);
        if (!fields.Has("aggregate"))
        {
            if (window is { Kind: not WindowKind.Instant })
            {
                fields.RefuseKey("aggregate", $"is missing; allowed: {string.Join(", ", allowed)}");
            }

            return window is { Kind: WindowKind.Instant } ? Aggregate.Last : null;
        }

        if (fields.Text("aggregate") is not { } name)
        {
            return null;
        }

        if (!RuleNames.Aggregates.TryGetValue(name, out var aggregate))
        {
            fields.RefuseKey("aggregate", $"'{name}' is no aggregate; allowed: {string.Join(", ", allowed)}");
            return null;
        }

        if (!IsIn(aggregate, window))
        {
            fields.RefuseKey("aggregate", $"'{name}' has no meaning in this window; allowed: {string.Join(", ", allowed)}");
        }
        else if (quantity is { } what && !IsOf(aggregate, what))
        {
            fields.RefuseKey("aggregate", $"'{name}' of {Quantities.NameOf(what)} has no meaning; allowed: {string.Join(", ", allowed)}");
        }

        return aggregate;
    }

    /// <summary>The parameters of a dose; null for every other aggregate.</summary>
    public static DoseCriterion? ReadDose(RuleFields fields, Aggregate? aggregate)
    {
        if (aggregate != Aggregate.Dose)
        {
            foreach (var key in DoseKeys.Where(key => fields.Has(key) && aggregate is not null))
            {
                fields.RefuseKey(key, "belongs to the aggregate 'dose' only");
            }

            return null;
        }

        foreach (var key in DoseKeys.Where(key => !fields.Has(key)))
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

    /// <summary>Above what samples count, in the quantity's unit; null for every aggregate but the count of samples.</summary>
    public static decimal? ReadOver(RuleFields fields, Aggregate? aggregate, RuleWindow? window, Quantity? quantity)
    {
        var isStated = fields.Has("over");
        if (aggregate is null)
        {
            return null;
        }

        var isOfParts = window is { Parts: not null };
        if (aggregate != Aggregate.Count || isOfParts)
        {
            if (isStated)
            {
                fields.RefuseKey("over", isOfParts ? "has no meaning here; the bound is the window's above or times" : "belongs to the aggregate 'count' only");
            }

            return null;
        }

        if (!isStated)
        {
            fields.RefuseKey("over", "is missing; 'count' counts the samples above it, in the quantity's unit");
        }

        var (least, most) = quantity is { } what ? LimitForm.BoundsOf(what) : (decimal.MinValue, decimal.MaxValue);
        return fields.Number("over", least, most);
    }

    private static int Hundredths(decimal? decibels) => (int)FixedPoint.From(decibels ?? 0, Decibel.Decimals);

    /// <summary>Whether a window can be aggregated so. Of one sample nothing is summed or counted; 8 h are a shift's or a day's, 40 h a week's.</summary>
    private static bool IsIn(Aggregate aggregate, RuleWindow? window) => window is not { } w || aggregate switch
    {
        Aggregate.Twa8h or Aggregate.Lex8h or Aggregate.Dose => w.Kind is WindowKind.Shift or WindowKind.Day,
        Aggregate.LexW => w.Kind == WindowKind.Week,
        Aggregate.Count => w.Kind != WindowKind.Instant,
        _ => true,
    };

    private static bool IsOf(Aggregate aggregate, Quantity? quantity) => quantity is not { } q || aggregate switch
    {
        Aggregate.Mean => !Quantities.IsDecibel(q),
        Aggregate.Leq => Quantities.IsDecibel(q),
        Aggregate.Twa8h => Quantities.Of(q).Unit == "mg/m3",
        Aggregate.Lex8h or Aggregate.LexW or Aggregate.Dose => Quantities.Of(q).Unit == "dB(A)",
        _ => true,
    };
}
