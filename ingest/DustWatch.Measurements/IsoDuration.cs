using System.Globalization;
using System.Text.RegularExpressions;

namespace DustWatch.Measurements;

/// <summary>ISO 8601 durations of fixed length: weeks, days, hours, minutes, seconds. Years and months have no length and are refused.</summary>
public static partial class IsoDuration
{
    /// <summary>
    /// Reads a duration. <c>duration = "P" [n "W"] [n "D"] ["T" [n "H"] [n "M"] [n ["." 1*3DIGIT] "S"]]</c>, at least one part.
    /// </summary>
    /// <param name="text">Such as <c>PT10M</c>.</param>
    /// <param name="milliseconds">ms, not negative.</param>
    public static bool TryParse(string? text, out long milliseconds)
    {
        milliseconds = 0;
        var match = Pattern().Match(text ?? "");
        if (!match.Success)
        {
            return false;
        }

        decimal Part(string name) => match.Groups[name] is { Success: true } group ? decimal.Parse(group.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : 0;
        var seconds = (((((Part("w") * 7) + Part("d")) * 24) + Part("h")) * 3600) + (Part("m") * 60) + Part("s");
        milliseconds = (long)(seconds * 1000);
        return true;
    }

    /// <summary>Reads a duration that may have a sign before it: <c>-PT8H</c>.</summary>
    public static bool TryParseSigned(string? text, out long milliseconds)
    {
        var isNegative = text?.StartsWith('-') == true;
        var isRead = TryParse(isNegative ? text![1..] : text, out milliseconds); // it starts with a sign
        milliseconds = isNegative ? -milliseconds : milliseconds;
        return isRead;
    }

    /// <summary>Writes a duration: <c>PT10S</c>, <c>PT1H30M</c>, <c>P8D</c>.</summary>
    public static string Format(long milliseconds) => System.Xml.XmlConvert.ToString(TimeSpan.FromMilliseconds(milliseconds));

    [GeneratedRegex(@"^P(?!$)((?<w>\d{1,5})W)?((?<d>\d{1,6})D)?(T(?!$)((?<h>\d{1,7})H)?((?<m>\d{1,8})M)?((?<s>\d{1,9}(\.\d{1,3})?)S)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
