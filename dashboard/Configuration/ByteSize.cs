using System.Globalization;

namespace DustWatch.Dashboard.Configuration;

/// <summary>Sizes as settings spell them: <c>1*DIGIT [ "KiB" / "MiB" / "GiB" / "TiB" ]</c>.</summary>
internal static class ByteSize
{
    private static readonly (string Name, int Shift)[] Units = [("", 0), ("KiB", 10), ("MiB", 20), ("GiB", 30), ("TiB", 40)];

    /// <summary>Reads a size; <see langword="false"/> when it is none, or above 2⁶³ − 1 bytes.</summary>
    public static bool TryParse(string? text, out long bytes)
    {
        bytes = 0;
        var (name, shift) = Units.Last(unit => text?.EndsWith(unit.Name, StringComparison.Ordinal) != false);
        if (!long.TryParse(text?[..^name.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > long.MaxValue >> shift)
        {
            return false;
        }

        bytes = number << shift;
        return true;
    }

    /// <summary>For a person, such as <c>20.1 GiB</c>.</summary>
    public static string Format(long bytes)
    {
        var (name, shift) = Units.Last(unit => bytes >> unit.Shift > 0 || unit.Shift == 0);
        return shift == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes} B")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << shift):0.0} {name}");
    }
}
