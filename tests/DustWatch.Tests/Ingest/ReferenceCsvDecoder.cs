using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using DustWatch.Measurements;

namespace DustWatch.Tests.Ingest;

/// <summary>The contract's CSV, read slowly and plainly line by line, to check the decoder against. A character stands for a byte.</summary>
internal sealed partial class ReferenceCsvDecoder(Registry registry, IReadOnlyDictionary<(int Point, string Name), Quantity> names)
{
    private const long TimeMaximum = 253_402_300_799_999;
    private const long TimeMinimum = -62_135_596_800_000;
    private const int LineMaximum = 4096;

    /// <summary>The samples of lines, and those that are bad as <c>number: reason: line</c>.</summary>
    public (List<Sample> Samples, List<string> Bad) Decode(string lines, bool hasFlag)
    {
        var (samples, bad) = (new List<Sample>(), new List<string>());
        var number = 1; // the header
        var all = lines.Split('\n');
        foreach (var whole in all[^1].Length == 0 ? all[..^1] : all)
        {
            number++;
            var line = whole.Length <= LineMaximum && whole.EndsWith('\r') ? whole[..^1] : whole;
            if (line.Length == 0)
            {
                continue;
            }

            var reason = line.Length > LineMaximum ? "malformed" : Decode(line, hasFlag, samples);
            if (reason.Length > 0)
            {
                bad.Add($"{number}: {reason}: {Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line[..Math.Min(120, line.Length)]))}");
            }
        }

        return (samples, bad);
    }

    private string Decode(string line, bool hasFlag, List<Sample> samples)
    {
        var fields = line.Split(',').Select(Unquote).ToArray();
        var letter = fields.Length == 5 && fields[4].Length > 0 ? fields[4] : "N";
        if (fields.Length is < 4 or > 5 || (fields.Length == 5 && !hasFlag) || letter.Length != 1 || !"NTMCDFSB".Contains(letter, StringComparison.Ordinal))
        {
            return "malformed";
        }

        if (!Time().IsMatch(fields[2]) || BigInteger.Parse(fields[2], CultureInfo.InvariantCulture) is var time && (time < TimeMinimum || time > TimeMaximum))
        {
            return "malformed";
        }

        if (registry.FindPoint(fields[0]) is not { } point)
        {
            return "unknown-point";
        }

        if (!names.TryGetValue((point.Number, fields[1]), out var quantity) && !Quantities.TryFind(fields[1], out quantity))
        {
            return "unknown-quantity";
        }

        var traits = Quantities.Of(quantity);
        if (!Number().IsMatch(fields[3]))
        {
            return "not-a-number";
        }

        var scaled = Scale(fields[3], traits.Decimals);
        if (scaled < traits.Minimum || scaled > traits.Maximum)
        {
            return "out-of-range";
        }

        var flag = (SampleFlag)"NTMCDFSB".IndexOf(letter, StringComparison.Ordinal);
        var isOver = flag == SampleFlag.Valid && point.Ranges.TryGetValue(quantity, out var top) && scaled > top;
        samples.Add(new Sample(new Instant(long.Parse(fields[2], CultureInfo.InvariantCulture)), (long)scaled, point.Number, quantity, isOver ? SampleFlag.OverRange : flag));
        return "";
    }

    private static string Unquote(string field) => field is ['"', .. var inner, '"'] ? inner : field;

    private static BigInteger Scale(string text, int decimals)
    {
        var match = Number().Match(text);
        var digits = BigInteger.Parse(match.Groups["whole"].Value + match.Groups["places"].Value, CultureInfo.InvariantCulture);
        var power = match.Groups["power"].Success ? BigInteger.Parse(match.Groups["power"].Value.TrimStart('+'), CultureInfo.InvariantCulture) : 0;
        var exponent = (int)BigInteger.Max(-1000, BigInteger.Min(1000, power)) + decimals - match.Groups["places"].Length;
        var unit = BigInteger.Pow(10, Math.Abs(exponent));
        var scaled = exponent >= 0 ? digits * unit : BigInteger.DivRem(digits, unit, out _);
        if (exponent < 0)
        {
            var twice = 2 * (digits - (scaled * unit));
            scaled += twice > unit || (twice == unit && !scaled.IsEven) ? 1 : 0;
        }

        return text[0] == '-' ? -scaled : scaled;
    }

    [GeneratedRegex(@"^-?[0-9]+\z")]
    private static partial Regex Time();

    [GeneratedRegex(@"^-?(?<whole>0|[1-9][0-9]*)(\.(?<places>[0-9]+))?([eE](?<power>[+-]?[0-9]+))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
