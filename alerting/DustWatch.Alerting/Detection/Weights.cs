using System.Collections.Concurrent;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>What a sample adds to a sum for each ms: itself, its energy, or its dose rate; always a whole number.</summary>
public sealed class Weights
{
    /// <summary>Weight of the criterion level: the scale of dose weights.</summary>
    internal const long DoseScale = 1_000_000_000;

    private const int LevelCount = 20_001;

    private static readonly ConcurrentDictionary<DoseCriterion, Weights> Doses = new();

    private readonly Int128[]? _table; // [0.01 dB]; null for the sample itself

    private Weights(Int128[]? table) => _table = table;

    /// <summary>x itself.</summary>
    internal static Weights Linear { get; } = new(null);

    /// <summary>round(1000 · 10^(L/10)).</summary>
    internal static Weights Energy { get; } = new([.. Enumerable.Range(0, LevelCount).Select(level => SoundEnergy.Of(level))]);

    /// <summary>The energy weight of a level of 0 to 200 dB: round(1000 · 10^(L/10)), exactly.</summary>
    public static Int128 EnergyOf(Decibel level) => Energy.Of(level.Hundredths);

    /// <summary>The dose weight of a level of 0 to 200 dB: round(10⁹ · 2^((L − criterion)/exchange)) from the threshold on, else 0.</summary>
    public static Int128 DoseOf(Decibel level, DoseCriterion criterion) => Dose(criterion).Of(level.Hundredths);

    internal static Weights Dose(DoseCriterion criterion) => Doses.GetOrAdd(criterion, static dose =>
    {
        var table = ExactPower.Table(2, DoseScale, -dose.CriterionHundredths, dose.ExchangeHundredths, LevelCount);
        Array.Clear(table, 0, Math.Min(LevelCount, dose.ThresholdHundredths));
        return new Weights(table);
    });

    /// <summary>The energy weight of a limit, which may lie a little below 0 dB after its deadband is taken off.</summary>
    internal static Int128 EnergyOfLimit(long hundredths) => SoundEnergy.Of(hundredths);

    /// <summary>Whether a sample weighs what it reads.</summary>
    internal bool IsLinear => _table is null;

    /// <summary>The highest value of a sample that weighs no more than <paramref name="weight"/>; -1 when none does.</summary>
    internal long HighestUpTo(Int128 weight)
    {
        if (_table is null)
        {
            return weight > long.MaxValue ? long.MaxValue : (long)weight;
        }

        var place = Array.FindLastIndex(_table, candidate => candidate <= weight);
        return place == _table.Length - 1 ? long.MaxValue : place;
    }

    internal Int128 Of(long value) => _table is null ? value : _table[value];

    /// <summary>Weight × ms.</summary>
    internal Int128 Over(long value, long milliseconds) =>
        _table is null ? Wide.Product(value, milliseconds) : Wide.Times(_table[value], milliseconds);

    /// <summary>Weight × ms of intervals, together.</summary>
    internal Int128 Over(in IntervalRun run) => run.IsEven ? Over(run.Values, run.Milliseconds) : Over(run.Values, run.Lengths);

    /// <summary>Weight × ms of values that count for equally long, together.</summary>
    internal Int128 Over(ReadOnlySpan<int> values, long milliseconds)
    {
        if (_table is null)
        {
            return Wide.Product(BlockValues.Sum(values), milliseconds);
        }

        var sum = default(Int128);
        foreach (var value in values)
        {
            unchecked
            {
                sum += _table[value];
            }
        }

        return Wide.Times(sum, milliseconds);
    }

    /// <summary>Weight × ms of values that each have a length of their own, together.</summary>
    internal Int128 Over(ReadOnlySpan<int> values, ReadOnlySpan<int> lengths)
    {
        if (_table is null)
        {
            return BlockValues.Product(values, lengths);
        }

        var sum = default(Int128);
        for (var i = 0; i < values.Length; i++)
        {
            unchecked
            {
                sum += Wide.Times(_table[values[i]], lengths[i]);
            }
        }

        return sum;
    }
}
