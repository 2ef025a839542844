using System.Diagnostics;
using System.Globalization;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Book;

/// <summary>The English sentence.</summary>
internal static class EnglishSentence
{
    public static string Of(SentenceFacts facts)
    {
        var place = facts.Place;
        return facts.Transition.Reason switch
        {
            TransitionReason.Raised => $"{place}: {Raised(facts)}.",
            TransitionReason.Cleared => $"{place}: {Cleared(facts)}.",
            TransitionReason.WindowEnd => $"{place}: {Window(facts)} has ended, {Subject(facts)} {Final(facts)}; the end of the window is no all-clear.",
            TransitionReason.Withdrawn when facts.Transition.To > facts.Transition.From =>
                $"{place}: data that came later show that the {NameOf(facts.Higher)} did not end on {Moment(facts, facts.Transition.At)}; that is corrected.",
            TransitionReason.Withdrawn => $"{place}: data that came later show that the {NameOf(facts.Higher)} of {Moment(facts, facts.Transition.At)} never was; it is withdrawn.",
            TransitionReason.RuleChanged => $"{place}: rule {facts.Rule} was replaced on {Moment(facts, facts.Transition.At)}, which ends its {NameOf(facts.Higher)}.",
            _ => throw new UnreachableException($"Reason {facts.Transition.Reason}"),
        };
    }

    private static string Raised(SentenceFacts facts) => facts.Transition.To switch
    {
        Level.Fault => Fault(facts),
        Level.Projected =>
            $"if the 15 minutes before {Moment(facts, facts.Transition.At)} go on, {Subject(facts)} will be {Value(facts)} at the end of the shift, above the limit of {Limit(facts)}",
        _ when facts.IsRunItself =>
            $"{Subject(facts)} over {Window(facts)} is {Value(facts)} of {Limit(facts)} allowed, but {(facts.IsFirstRunTooLong ? "it lasted too long" : "one lasted too long or began too soon after the one before")}: {NameOf(facts.Transition.To)}",
        Level.Notice or Level.Exceeded or Level.Severe =>
            $"{Subject(facts)} over {Window(facts)} is {AtLeast(facts)}{Value(facts)}, above the {LimitName(facts.Transition.To)} of {Limit(facts)}: {NameOf(facts.Transition.To)}",
        _ => throw new UnreachableException($"Level {facts.Transition.To}"),
    };

    /// <summary>The default rules on the quality of data say what they found; of others only the rule is known.</summary>
    private static string Fault(SentenceFacts facts) => (facts.Transition.Rule, facts.Transition.Quantity) switch
    {
        ("offline", null) => $"no data at all for {Length(facts.Silence)}, since {Moment(facts, facts.Transition.Window.Start)}: offline",
        ("clock", null) => $"the device's time has been off since {Moment(facts, facts.Transition.Window.Start)}, its clock needs to be set: data fault",
        ("refused", null) => $"most of what was sent over {Window(facts)} was refused, the device's diagnostics say why: data fault",
        (_, null) => $"no usable data since {Moment(facts, facts.Transition.Window.Start)} (rule {facts.Rule}): data fault",
        ("stuck", _) => $"{Subject(facts)} over {Window(facts)} has read {Value(facts)} all the time, the instrument may be stuck: data fault",
        ("interval", _) => $"{Subject(facts)} is not sampled as often as the registry says, as of {Moment(facts, facts.Transition.At)}: data fault",
        ("calibration", _) => $"{Subject(facts)} has no valid site factor as of {Moment(facts, facts.Transition.At)}, it needs to be calibrated: data fault",
        _ => $"{Subject(facts)} over {Window(facts)} cannot be trusted (rule {facts.Rule}): data fault",
    };

    private static string Cleared(SentenceFacts facts)
    {
        var outcome = facts.Transition.To == Level.Normal ? $"{NameOf(facts.Higher)} cleared" : $"down from {NameOf(facts.Transition.From)} to {NameOf(facts.Transition.To)}";
        return facts.Transition.From switch
        {
            Level.Fault when facts.Transition is { Rule: "offline", Quantity: null } => $"data again since {Moment(facts, facts.Transition.At)}, after {Length(facts.Silence)} of silence: {outcome}",
            Level.Fault => $"{Subject(facts)} can be trusted again since {Moment(facts, facts.Transition.At)}: {outcome}",
            Level.Projected =>
                $"if the 15 minutes before {Moment(facts, facts.Transition.At)} go on, {Subject(facts)} will be {Value(facts)} at the end of the shift, no longer above the limit of {Limit(facts)}: {outcome}",
            var level => $"{Subject(facts)} over {Window(facts)} is down to {Value(facts)}, below the {LimitName(level)} of {Limit(facts)}: {outcome}",
        };
    }

    private static string Final(SentenceFacts facts) => facts switch
    {
        { Value: null } => "without a final value",
        { Limit: null } => $"at {Value(facts)} in the end",
        _ => $"at {Value(facts)} in the end ({LimitName(facts.Higher)} {Limit(facts)})",
    };

    private static string AtLeast(SentenceFacts facts) => facts.Transition.IsCensored ? "at least " : string.Empty;

    private static string Value(SentenceFacts facts) => (facts.Value ?? "unknown") + (facts.Transition.IsUncorrected ? " (without a site factor)" : string.Empty);

    private static string Limit(SentenceFacts facts) => facts.Limit ?? "unknown";

    private static string LimitName(Level level) => level switch
    {
        Level.Notice => "action level",
        Level.Severe => "severe level",
        _ => "limit",
    };

    private static string NameOf(Level level) => level switch
    {
        Level.Normal => "normal",
        Level.Notice => "notice",
        Level.Projected => "projected exceedance",
        Level.Exceeded => "exceedance",
        Level.Severe => "severe exceedance",
        Level.Fault => "data fault",
        _ => throw new UnreachableException($"Level {level}"),
    };

    private static string Subject(SentenceFacts facts)
    {
        var name = facts.Transition.Quantity switch
        {
            Quantity.DustTotal => "total dust",
            Quantity.DustRespirable => "respirable dust",
            Quantity.NoiseLaeq => "noise",
            Quantity.NoiseLafmax => "maximum noise level",
            Quantity.NoiseLcpeak => "peak noise level",
            Quantity.Temperature => "air temperature",
            Quantity.Humidity => "relative humidity",
            Quantity.Pressure => "air pressure",
            Quantity.WindSpeed => "wind speed",
            Quantity.WindDirection => "wind direction",
            Quantity.Pm10 => "PM10",
            Quantity.Pm25 => "PM2.5",
            Quantity.Tsp => "suspended particles",
            _ => "the reading",
        };
        return facts.IsCount ? "the count of high readings of " + name : name + (facts.IsDose ? " dose" : string.Empty);
    }

    private static string Window(SentenceFacts facts)
    {
        var (start, end) = (facts.Local(facts.Transition.Window.Start), facts.Local(facts.Transition.Window.End));
        var last = start.Date == end.Date ? SentenceFacts.TimeOfDay(end) : $"{Day(end)} {SentenceFacts.TimeOfDay(end)}";
        var shift = facts.Shift is null ? string.Empty : $", shift {facts.Shift}";
        return $"{Day(start)} {SentenceFacts.TimeOfDay(start)}–{last} ({facts.Zone}{shift})";
    }

    private static string Moment(SentenceFacts facts, Instant instant) =>
        $"{Day(facts.Local(instant))} {SentenceFacts.TimeOfDay(facts.Local(instant))} ({facts.Zone})";

    private static string Day(DateTime local) => local.ToString("d MMM", CultureInfo.InvariantCulture);

    private static string Length(TimeSpan length) => length switch
    {
        { TotalMinutes: < 1 } => $"{(int)length.TotalSeconds} s",
        { TotalHours: < 1 } => $"{(int)length.TotalMinutes} min",
        { TotalDays: < 1 } => length.Minutes == 0 ? $"{length.Hours} h" : $"{length.Hours} h {length.Minutes} min",
        _ => length.Hours == 0 ? $"{(int)length.TotalDays} d" : $"{(int)length.TotalDays} d {length.Hours} h",
    };
}
