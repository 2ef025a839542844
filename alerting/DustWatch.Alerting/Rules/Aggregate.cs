namespace DustWatch.Alerting.Rules;

/// <summary>How the samples of a window become one value.</summary>
public enum Aggregate
{
    /// <summary>Σ x·d / Σ d; never of decibels.</summary>
    Mean = 0,

    /// <summary>10 lg(Σ 10^(x/10)·d / Σ d), dB.</summary>
    Leq = 1,

    /// <summary>Σ x·d / 8 h (GBZ 2.1).</summary>
    Twa8h = 2,

    /// <summary>10 lg(Σ 10^(x/10)·d / 8 h), dB (GBZ/T 189.8).</summary>
    Lex8h = 3,

    /// <summary>100 · Σ d / T(x), % (29 CFR 1910.95 App A, NIOSH 98-126).</summary>
    Dose = 4,

    /// <summary>The highest sample that overlaps the window.</summary>
    Max = 5,

    /// <summary>The last sample that overlaps the window.</summary>
    Last = 6,

    /// <summary>10 lg of a fifth of the energies of a week's shifts of one name, each over 8 h, dB (GBZ 2.2-2007).</summary>
    LexW = 7,

    /// <summary>The lowest sample that overlaps the window.</summary>
    Min = 8,

    /// <summary>How many: valid samples above <see cref="Rule.Over"/>, or, in windows of parts, runs or parts above the bound.</summary>
    Count = 9,
}
