using System.Text.Json;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Rules;

/// <summary>Writes rules as RULES.json has them: <see cref="RulesReader"/> reads the same rule back. What a file may leave out is written out. Pure; any thread.</summary>
public static class RuleJson
{
    /// <summary>Writes one rule as the value that <paramref name="writer"/> expects next.</summary>
    /// <param name="rule">What to write; where it states a limit and a multiple of the agent's, the limit.</param>
    /// <param name="points">Ids of the points that it is written for; null for all.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(Rule rule, IEnumerable<string>? points, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", rule.Id);
        WriteText(writer, "kind", rule.Kind.NameOf());
        if (points is not null)
        {
            writer.WriteStartArray("points");
            foreach (var point in points)
            {
                writer.WriteStringValue(point);
            }

            writer.WriteEndArray();
        }

        WriteText(writer, "quantity", rule.Quantity is { } quantity ? Quantities.NameOf(quantity) : null);
        if (rule.Kind == RuleKind.Exposure)
        {
            WriteExposure(writer, rule);
        }
        else
        {
            WriteQuality(writer, rule);
        }

        if (rule.Flap is { } flap)
        {
            writer.WriteStartObject("flap");
            writer.WriteNumber("count", flap.Count);
            WriteDuration(writer, "within", flap.WithinMilliseconds);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteQuality(Utf8JsonWriter writer, Rule rule)
    {
        if (rule.Kind is RuleKind.Offline or RuleKind.Stuck)
        {
            WriteDuration(writer, "after", rule.AfterMilliseconds);
        }

        WriteNumber(writer, "perSecond", rule.PerSecond);
        if (rule.Kind == RuleKind.Clock)
        {
            WriteDuration(writer, "by", rule.ByMilliseconds);
        }

        WriteText(writer, "clause", rule.Clause);
    }

    private static void WriteExposure(Utf8JsonWriter writer, Rule rule)
    {
        WriteWindow(writer, rule.Window);
        if (rule.Window.Parts is null)
        {
            writer.WriteString("aggregate", rule.Aggregate.NameOf());
        }

        WriteNumber(writer, "over", rule.Over);
        if (rule.Dose is { } dose)
        {
            WriteNumber(writer, "criterion", dose.CriterionHundredths / 100m);
            WriteNumber(writer, "exchange", dose.ExchangeHundredths / 100m);
            WriteNumber(writer, "threshold", dose.ThresholdHundredths / 100m);
        }

        WriteNumber(writer, "minCoverage", rule.MinCoverage);
        if (rule.Window.IsTumbling && rule.Aggregate is Aggregate.Mean or Aggregate.Leq)
        {
            WriteDuration(writer, "minElapsed", rule.MinElapsedMilliseconds);
        }

        writer.WriteStartArray("levels");
        foreach (var level in rule.Levels)
        {
            WriteLevel(writer, level, rule.Window.Parts is not null);
        }

        writer.WriteEndArray();
    }

    private static void WriteWindow(Utf8JsonWriter writer, RuleWindow window)
    {
        writer.WriteStartObject("window");
        writer.WriteString("kind", window.Kind.NameOf());
        if (window.Kind == WindowKind.Sliding)
        {
            WriteDuration(writer, "length", window.LengthMilliseconds);
        }

        if (window.Parts is { } parts)
        {
            writer.WriteString("in", parts.In.NameOf());
            WriteDuration(writer, "of", parts.OfMilliseconds);
            WriteLimit(writer, parts.Above, parts.Times);
            if (window.Kind == WindowKind.Episodes)
            {
                writer.WriteNumber("atMost", parts.AtMost);
                WriteDuration(writer, "longest", parts.LongestMilliseconds);
                WriteDuration(writer, "apart", parts.ApartMilliseconds);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteLevel(Utf8JsonWriter writer, RuleLevel level, bool isOfParts)
    {
        writer.WriteStartObject();
        writer.WriteString("level", level.Level.NameOf());
        WriteLimit(writer, level.Above, level.Times);
        WriteDuration(writer, "for", level.ForMilliseconds);
        if (!isOfParts)
        {
            WriteNumber(writer, "clear", level.Clear);
            WriteDuration(writer, "clearFor", level.ClearForMilliseconds);
        }

        WriteText(writer, "clause", level.Clause);
        writer.WriteEndObject();
    }

    private static void WriteLimit(Utf8JsonWriter writer, decimal? above, decimal? times)
    {
        WriteNumber(writer, "above", above);
        WriteNumber(writer, "times", above is null ? times : null);
    }

    private static void WriteDuration(Utf8JsonWriter writer, string key, long milliseconds) => writer.WriteString(key, IsoDuration.Format(milliseconds));

    private static void WriteText(Utf8JsonWriter writer, string key, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(key, text);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string key, decimal? number)
    {
        if (number is { } stated)
        {
            writer.WriteNumber(key, stated);
        }
    }
}
