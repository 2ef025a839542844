using System.Diagnostics;
using System.Globalization;

namespace DustWatch.Alerting.Standards;

/// <summary>A range of numbers as tables of standards print it: with or without its ends, possibly without an upper end.</summary>
/// <param name="From">Lower end.</param>
/// <param name="IsFromIn">Whether the lower end belongs to it.</param>
/// <param name="To">Upper end, or null for none.</param>
/// <param name="IsToIn">Whether the upper end belongs to it.</param>
public readonly record struct Band(decimal From, bool IsFromIn, decimal? To, bool IsToIn)
{
    /// <summary>Whether <paramref name="value"/> lies in the band; its unit is that of the ends.</summary>
    public bool Holds(decimal value) =>
        (IsFromIn ? value >= From : value > From) && (To is not { } to || (IsToIn ? value <= to : value < to));

    /// <summary>Reads <c>( "[" / "(" ) number "," [ number ] ( "]" / ")" )</c>, such as <c>[10,50]</c> or <c>(80,)</c>.</summary>
    internal static Band Parse(string text)
    {
        var ends = text.Length > 2 ? text[1..^1].Split(',') : [];
        if (ends.Length != 2 || text[0] is not ('[' or '(') || text[^1] is not (']' or ')'))
        {
            throw new UnreachableException($"A pack's band reads '{text}'.");
        }

        return new Band(
            decimal.Parse(ends[0], CultureInfo.InvariantCulture),
            text[0] == '[',
            ends[1].Length == 0 ? null : decimal.Parse(ends[1], CultureInfo.InvariantCulture),
            text[^1] == ']');
    }
}
