namespace DustWatch.Alerting.Statistics;

/// <summary>c1·u1 by number of measurements and their deviation.</summary>
/// <remarks>ISO 9612:2009 table C.4, as given in a secondary source.</remarks>
internal static class SamplingContribution
{
    private const double Step = 0.5; // dB from column to column, the first at 0.5

    private static readonly int[] Counts = [3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 25, 30];

    private static readonly double[][] Contributions = // dB, [count][u1]
    [
        [0.6, 1.6, 3.1, 5.2, 8.0, 11.5, 15.7, 20.6, 26.1, 32.2, 39.0, 46.5],
        [0.4, 0.9, 1.6, 2.5, 3.6, 5.0, 6.7, 8.6, 10.9, 13.4, 16.1, 19.2],
        [0.3, 0.7, 1.2, 1.7, 2.4, 3.3, 4.4, 5.6, 6.9, 8.5, 10.2, 12.1],
        [0.3, 0.6, 0.9, 1.4, 1.9, 2.6, 3.3, 4.2, 5.2, 6.3, 7.6, 8.9],
        [0.2, 0.5, 0.8, 1.2, 1.6, 2.2, 2.8, 3.5, 4.3, 5.1, 6.1, 7.2],
        [0.2, 0.5, 0.7, 1.1, 1.4, 1.9, 2.4, 3.0, 3.6, 4.4, 5.2, 6.1],
        [0.2, 0.4, 0.7, 1.0, 1.3, 1.7, 2.1, 2.6, 3.2, 3.9, 4.6, 5.4],
        [0.2, 0.4, 0.6, 0.9, 1.2, 1.5, 1.9, 2.4, 2.9, 3.5, 4.1, 4.8],
        [0.2, 0.3, 0.5, 0.8, 1.0, 1.3, 1.7, 2.0, 2.5, 2.9, 3.5, 4.0],
        [0.1, 0.3, 0.5, 0.7, 0.9, 1.2, 1.5, 1.8, 2.2, 2.6, 3.0, 3.5],
        [0.1, 0.3, 0.5, 0.6, 0.8, 1.1, 1.3, 1.6, 2.0, 2.3, 2.7, 3.2],
        [0.1, 0.3, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5, 1.8, 2.1, 2.5, 2.9],
        [0.1, 0.3, 0.4, 0.5, 0.7, 0.9, 1.1, 1.4, 1.7, 2.0, 2.3, 2.6],
        [0.1, 0.2, 0.3, 0.5, 0.6, 0.8, 1.0, 1.2, 1.4, 1.7, 2.0, 2.3],
        [0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.9, 1.1, 1.3, 1.5, 1.7, 2.0],
    ];

    /// <summary>The deviation with which the table ends, dB.</summary>
    public static double DeviationMaximum => Step * Contributions[0].Length;

    /// <summary>c1·u1, dB, straight lines between the printed values and to 0 at 0; the row of 30 for more measurements.</summary>
    public static double Of(int count, double deviation)
    {
        var above = Array.FindIndex(Counts, c => c >= count);
        if (above < 0)
        {
            return Along(Contributions[^1], deviation);
        }

        if (Counts[above] == count)
        {
            return Along(Contributions[above], deviation);
        }

        var part = (count - Counts[above - 1]) / (double)(Counts[above] - Counts[above - 1]);
        return (Along(Contributions[above - 1], deviation) * (1 - part)) + (Along(Contributions[above], deviation) * part);
    }

    private static double Along(double[] row, double deviation)
    {
        var column = Math.Min((int)(deviation / Step), row.Length - 1);
        var before = column == 0 ? 0 : row[column - 1];
        return before + ((row[column] - before) * ((deviation / Step) - column));
    }
}
