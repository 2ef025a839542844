using System.Globalization;

namespace DustWatch.Alerting.Book;

/// <summary>Numbers as a person wants them: three significant digits, a level with one decimal, whole numbers whole.</summary>
internal static class PeopleNumbers
{
    private const int SignificantDigits = 3;
    private const int LevelDecimals = 1;
    private const int DecimalsMaximum = 6;

    /// <summary>Two numbers that are compared: when they differ they read differently, however close they are.</summary>
    public static (string Value, string Limit) Pair(double value, double limit, bool isLevel)
    {
        var decimals = Math.Max(Decimals(value, isLevel), isLevel ? LevelDecimals : 0);
        var (shown, against) = (Round(value, decimals), Single(limit, isLevel));
        while (shown == against && value.CompareTo(limit) != 0 && decimals < DecimalsMaximum)
        {
            decimals++;
            shown = Round(value, decimals);
        }

        return (shown, against);
    }

    /// <summary>One number.</summary>
    public static string Single(double value, bool isLevel) => Round(value, Decimals(value, isLevel));

    private static int Decimals(double value, bool isLevel)
    {
        if (isLevel || value == 0)
        {
            return LevelDecimals;
        }

        var digitsBeforePoint = (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1;
        return Math.Clamp(SignificantDigits - digitsBeforePoint, 0, DecimalsMaximum);
    }

    private static string Round(double value, int decimals) =>
        Math.Round(value, decimals, MidpointRounding.ToEven).ToString("0.######", CultureInfo.InvariantCulture);
}
