using DustWatch.Measurements;

namespace DustWatch.Alerting.Rules;

/// <summary>What of an exposure rule decides which limits its levels may have. Each is null while it could not be read, and then nothing is refused for its sake.</summary>
/// <param name="Quantity">What is judged.</param>
/// <param name="Window">Over which time.</param>
/// <param name="Aggregate">How.</param>
internal readonly record struct RuleShape(Quantity? Quantity, RuleWindow? Window, Aggregate? Aggregate)
{
    /// <summary>Whether the window's value is a number of runs or parts.</summary>
    public bool IsOfParts => Window is { Kind: WindowKind.Episodes or WindowKind.Count };

    /// <summary>Whether the value compared is in decibels; null while that is not known.</summary>
    public bool? IsDecibel => (Quantity, Aggregate) switch
    {
        (_, Rules.Aggregate.Dose or Rules.Aggregate.Count) => false,
        ({ } quantity, { }) => Quantities.IsDecibel(quantity),
        _ => null,
    };

    /// <summary>Whether the value has a projection; null while that is not known.</summary>
    public bool? HasProjection => (Window, Aggregate) switch
    {
        ({ } window, { } aggregate) => window.Kind == WindowKind.Shift && aggregate is Rules.Aggregate.Twa8h or Rules.Aggregate.Lex8h or Rules.Aggregate.Dose,
        _ => null,
    };
}
