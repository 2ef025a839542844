using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DustWatch.Alerting.Detection;

/// <summary>What an <see cref="IntervalBlock"/> keeps of each of its intervals, or what awaits to become one: four cache lines.</summary>
[InlineArray(IntervalBlock.Count)]
internal struct BlockValues
{
    private int _first;

    /// <summary>The sum of values.</summary>
    public static long Sum(ReadOnlySpan<int> values)
    {
        var sums = Vector256<long>.Zero;
        for (; values.Length >= Vector256<int>.Count; values = values[Vector256<int>.Count..])
        {
            var (lower, upper) = Vector256.Widen(Vector256.Create(values));
            sums += lower + upper;
        }

        var sum = Vector256.Sum(sums);
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }

    /// <summary>The sum of each value times its length; together the lengths are below 2³¹.</summary>
    public static long Product(ReadOnlySpan<int> values, ReadOnlySpan<int> lengths)
    {
        lengths = lengths[..values.Length];
        var sum = 0L;
        for (var i = 0; i < values.Length; i++)
        {
            unchecked
            {
                sum += (long)values[i] * lengths[i];
            }
        }

        return sum;
    }

    /// <summary>The lowest and the highest value, of which there is at least one.</summary>
    public static (int Lowest, int Highest) Range(ReadOnlySpan<int> values)
    {
        var (lowest, highest) = (values[0], values[0]);
        if (values.Length >= Vector256<int>.Count)
        {
            var (low, high) = (Vector256.Create(values), Vector256.Create(values));
            for (values = values[Vector256<int>.Count..]; values.Length >= Vector256<int>.Count; values = values[Vector256<int>.Count..])
            {
                var next = Vector256.Create(values);
                (low, high) = (Vector256.Min(low, next), Vector256.Max(high, next));
            }

            (lowest, highest) = (Lowest(low), -Lowest(-high)); // no value is int.MinValue
        }

        foreach (var value in values)
        {
            (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
        }

        return (lowest, highest);
    }

    private static int Lowest(Vector256<int> values)
    {
        var four = Vector128.Min(values.GetLower(), values.GetUpper());
        var two = Vector128.Min(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Math.Min(two[0], two[1]);
    }

    /// <summary>How many values are above <paramref name="over"/>.</summary>
    public static int CountOver(ReadOnlySpan<int> values, long over)
    {
        var count = 0;
        foreach (var value in values)
        {
            count += value > over ? 1 : 0;
        }

        return count;
    }
}
