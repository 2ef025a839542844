namespace DustWatch.Alerting.Rules;

/// <summary>Durations as rules state them. <c>duration = "P" [1*DIGIT "D"] ["T" [1*DIGIT "H"] [1*DIGIT "M"] [1*DIGIT ["." 1*3DIGIT] "S"]]</c></summary>
internal static class IsoDuration
{
    private const long DigitsMaximum = 9;

    /// <summary>Reads ISO 8601 days, hours, minutes and seconds to whole ms; years and months have no fixed length and are refused.</summary>
    public static bool TryParse(string? text, out long milliseconds)
    {
        milliseconds = 0;
        if (text is null || text.Length < 3 || text[0] != 'P')
        {
            return false;
        }

        var at = 1;
        var isTime = false;
        var unitsLeft = "DHMS";
        while (at < text.Length)
        {
            if (!isTime && text[at] == 'T')
            {
                isTime = true;
                unitsLeft = "HMS";
                at++;
                if (at == text.Length)
                {
                    return false;
                }
            }

            if (!TryReadPart(text, ref at, isTime ? unitsLeft : "D", out var part, out var unit))
            {
                return false;
            }

            milliseconds += part;
            unitsLeft = unitsLeft[(unitsLeft.IndexOf(unit, StringComparison.Ordinal) + 1)..];
        }

        return true;
    }

    private static bool TryReadPart(string text, ref int at, string units, out long milliseconds, out char unit)
    {
        milliseconds = 0;
        unit = default;
        var first = at;
        var number = ReadDigits(text, ref at);
        if (at == first || at - first > DigitsMaximum || at == text.Length)
        {
            return false;
        }

        var thousandths = 0L;
        if (text[at] == '.')
        {
            var point = at++;
            var fraction = ReadDigits(text, ref at);
            var digits = at - point - 1;
            if (digits is 0 or > 3 || at == text.Length || text[at] != 'S')
            {
                return false;
            }

            thousandths = digits == 1 ? fraction * 100 : digits == 2 ? fraction * 10 : fraction;
        }

        unit = text[at++];
        milliseconds = (number * MillisecondsOf(unit)) + thousandths;
        return units.Contains(unit, StringComparison.Ordinal);
    }

    private static long ReadDigits(string text, ref int at)
    {
        var number = 0L;
        for (; at < text.Length && char.IsAsciiDigit(text[at]) && number <= int.MaxValue; at++)
        {
            number = (number * 10) + (text[at] - '0');
        }

        return number;
    }

    private static long MillisecondsOf(char unit) => unit switch
    {
        'D' => 86_400_000,
        'H' => 3_600_000,
        'M' => 60_000,
        'S' => 1_000,
        _ => 0,
    };
}
