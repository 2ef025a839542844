using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Measurements;

namespace DustWatch.Backends.Influx;

/// <summary>
/// Entries of the ledger as lines: transitions at their event time, verdicts at their window's end. A later revision replaces the earlier one, as its key is the
/// same but for the revision; what was withdrawn stays, and says so. Other entries have no line.
/// <code>
/// transition,…,point=P,rule=R,n=0[,quantity=Q] from="normal",to="notice",level=1i,reason="raised",… AT
/// verdict,…,point=P,rule=R,quantity=Q[,shift=S] verdict="compliant",value=…,limit=…,coverage=…,… END
/// </code>
/// </summary>
internal static class LedgerLines
{
    private const string TransitionKind = "transition";
    private const string VerdictKind = "verdict";
    private const string WithdrawnKind = "verdict-withdrawn";

    /// <summary>Writes an entry's line.</summary>
    /// <returns><see langword="false"/> when it has none.</returns>
    public static bool TryWrite(LedgerEntry entry, Registry registry, IBufferWriter<byte> output)
    {
        if (entry.Kind is not (TransitionKind or VerdictKind or WithdrawnKind))
        {
            return false;
        }

        using var json = JsonDocument.Parse(entry.Body);
        output.Write(entry.Kind == TransitionKind
            ? Of(TransitionJson.Read(json.RootElement), registry)
            : Of(VerdictJson.Read(json.RootElement), entry.Kind == WithdrawnKind, registry));
        return true;
    }

    private static string Of(Transition transition, Registry registry)
    {
        var line = Begin("transition", transition.Point, transition.Rule, transition.Quantity, registry);
        line.Append(CultureInfo.InvariantCulture, $",n={transition.N} ");
        line.Append("from=").Append(LineText.Quoted(transition.From.NameOf()));
        line.Append(",to=").Append(LineText.Quoted(transition.To.NameOf()));
        line.Append(CultureInfo.InvariantCulture, $",level={(int)transition.To}i,revision={transition.Revision}i");
        line.Append(CultureInfo.InvariantCulture, $",window_start={transition.Window.Start.Milliseconds}i,window_end={transition.Window.End.Milliseconds}i");
        Add(line, "reason", transition.Reason.NameOf());
        Add(line, "episode", transition.Episode);
        Add(line, "value", transition.Value);
        Add(line, "low", transition.Low);
        Add(line, "high", transition.High);
        Add(line, "limit", transition.Limit);
        Add(line, "coverage", transition.Coverage);
        Add(line, "unit", transition.Unit);
        Add(line, "shift_name", transition.Shift);
        Add(line, "clause", transition.Clause);
        Add(line, "censored", transition.IsCensored);
        Add(line, "uncorrected", transition.IsUncorrected);
        Add(line, "flapping", transition.IsFlapping);
        return line.Append(CultureInfo.InvariantCulture, $" {transition.At.Milliseconds}\n").ToString();
    }

    private static string Of(Verdict verdict, bool isWithdrawn, Registry registry)
    {
        var line = Begin("verdict", verdict.Point, verdict.Rule, verdict.Quantity, registry);
        if (!string.IsNullOrEmpty(verdict.Shift))
        {
            line.Append(",shift=").Append(LineText.Tag(verdict.Shift));
        }

        line.Append(" verdict=").Append(LineText.Quoted(isWithdrawn ? "withdrawn" : verdict.Kind.NameOf()));
        line.Append(CultureInfo.InvariantCulture, $",revision={verdict.Revision}i,window_start={verdict.Window.Start.Milliseconds}i");
        Add(line, "value", verdict.Value);
        Add(line, "low", verdict.Low);
        Add(line, "high", verdict.High);
        Add(line, "estimate", verdict.Estimate);
        Add(line, "limit", verdict.Limit);
        Add(line, "coverage", verdict.Coverage);
        Add(line, "unit", verdict.Unit);
        Add(line, "clause", verdict.Clause);
        Add(line, "certain", verdict.IsCertain);
        Add(line, "censored", verdict.IsCensored);
        Add(line, "uncorrected", verdict.IsUncorrected);
        return line.Append(CultureInfo.InvariantCulture, $" {verdict.Window.End.Milliseconds}\n").ToString();
    }

    private static StringBuilder Begin(string measurement, string point, string rule, Quantity? quantity, Registry registry)
    {
        var line = new StringBuilder(SampleLines.TagsOf(measurement, point, registry)).Append(",rule=").Append(LineText.Tag(rule));
        return quantity is { } of ? line.Append(",quantity=").Append(Quantities.NameOf(of)) : line;
    }

    private static void Add(StringBuilder line, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            line.Append(',').Append(name).Append('=').Append(LineText.Float(number));
        }
    }

    private static void Add(StringBuilder line, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            line.Append(',').Append(name).Append('=').Append(LineText.Quoted(value));
        }
    }

    private static void Add(StringBuilder line, string name, bool value) => line.Append(',').Append(name).Append('=').Append(value ? "true" : "false");
}
