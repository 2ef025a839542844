using System.Globalization;
using System.Text;
using DustWatch.Ingest.Decoding;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Ingest;

/// <summary>Lines that devices and spreadsheets write, and what becomes of them by accident, decoded in pieces and read slowly.</summary>
[TestFixture]
internal sealed class CsvFuzzTests
{
    private const int LinesPerFile = 40;
    private const int FilesPerSeed = 250;
    private const int SeedsByDefault = 20;

    private static readonly string Long = new('x', 64);

    private static readonly Registry Registry = CreateRegistry();

    private static readonly ReferenceCsvDecoder Reference = new(Registry, new Dictionary<(int, string), Quantity> { [(1, "dust")] = Quantity.DustTotal, [(1, "pm10")] = Quantity.Tsp });

    private static readonly string[] Points = ["p1", "p2", "workshop-7.bagger.upper-floor.west", Long, "p3", "p"];

    private static readonly string[] Names = ["dust_respirable", "noise_laeq", "temperature", "dust", "pm10", "wind_direction", "tsp", "dust_total"];

    private static readonly string[] Times = ["1740960000000", "1740960001000", "1740959999999", "-1000", "0", "253402300799999", "0000000000001", "999999999999", "-62135596800001"];

    private static readonly string[] Values =
        ["0.123", "12", "0", "83.1", "83.12", "0.5", "1.25", "83.125", "83.135", "-0.5", "20.000001", "1e3", "15E-7", "1234567.8", "99999999", "0.1234565", "007", ".5", "5.", "200.005", "200", "1000000", "1000000.1"];

    private static readonly string[] Ends = ["", "", "", ",N", ",T", ",M", ",", ",X", ",NN", ",N,"];

    private static readonly string[] Parts = [",", "\n", "\r\n", "\r", "\"", "0", "9", ".", "-", "+", "e", " ", "\0", "\u00ff", "00000000", "N", ":", "/", "p1,dust_respirable,", "1740960000000,", "\n\n"];

    /// <summary>How many seeds of ten thousand lines each: <c>infra/drills/csv.sh</c> asks for more.</summary>
    private static int Seeds => int.TryParse(Environment.GetEnvironmentVariable("DUSTWATCH_CSV_SEEDS"), CultureInfo.InvariantCulture, out var seeds) ? seeds : SeedsByDefault;

    [Test]
    public void Agrees_with_a_slow_reading_of_the_lines()
    {
        var (good, bad) = (0L, 0L);
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var decoder = new CsvDecoder(Registry); // what it has learnt stays from file to file
            for (var file = 0; file < FilesPerSeed; file++)
            {
                var hasFlag = random.Next(3) > 0;
                var lines = Lines(random);
                var expected = Reference.Decode(lines, hasFlag);
                var actual = Decode(decoder, lines, hasFlag, random);
                Assert.That(actual.Samples, Is.EqualTo(expected.Samples), () => $"seed {seed}, file {file}");
                Assert.That(actual.Bad, Is.EqualTo(expected.Bad), () => $"seed {seed}, file {file}");
                (good, bad) = (good + expected.Samples.Count, bad + expected.Bad.Count);
            }
        }

        // Lines that are all refused, or all taken, would prove little.
        Assert.That(good, Is.GreaterThan((good + bad) / 4));
        Assert.That(bad, Is.GreaterThan((good + bad) / 4));
    }

    private static (List<Sample> Samples, List<string> Bad) Decode(CsvDecoder decoder, string lines, bool hasFlag, Random random)
    {
        var text = Encoding.Latin1.GetBytes((hasFlag ? "point,quantity,ts,value,flag\n" : "point,quantity,ts,value\r\n") + lines);
        var (samples, bad, before) = (new List<Sample>(), new List<string>(), 0L);
        using var stream = new MemoryStream(text);
        var pieces = new CsvPieces(stream, "f");
        var piece = new CsvPiece(random.Next(1, 700));
        var buffer = new Sample[random.Next(1, 20)];
        while (pieces.TryTake(piece))
        {
            for (var count = decoder.Read(piece, buffer); count > 0; count = decoder.Read(piece, buffer))
            {
                samples.AddRange(buffer.AsSpan(0, count));
            }

            bad.AddRange(piece.BadLines.Select(line => (line with { Line = before + line.Line }).ToString()["f:".Length..]));
            before += piece.Lines;
        }

        return (samples, bad);
    }

    private static string Lines(Random random)
    {
        var text = new StringBuilder();
        for (var i = 0; i < LinesPerFile; i++)
        {
            var line = new StringBuilder(string.Join(',', Mostly(4, Points, random), Mostly(3, Names, random), Mostly(3, Times, random), Mostly(7, Values, random))).Append(Mostly(4, Ends, random));
            for (var n = random.Next(4) - 1; n > 0; n--)
            {
                Mutate(line, random);
            }

            text.Append(line).Append(random.Next(20) == 0 ? "\r\n" : "\n");
        }

        return random.Next(4) > 0 ? text.ToString() : text.ToString(0, text.Length - random.Next(1, 10));
    }

    private static void Mutate(StringBuilder line, Random random)
    {
        var at = random.Next(line.Length + 1);
        switch (random.Next(8))
        {
            case 0 when at < line.Length:
                line[at] = (char)(line[at] ^ (1 << random.Next(8)));
                break;
            case 1 when at < line.Length:
                line.Remove(at, Math.Min(random.Next(1, 4), line.Length - at));
                break;
            case 2 when random.Next(50) == 0:
                line.Insert(at, new string('7', random.Next(4000, 9000)));
                break;
            case 3 or 4 when at < line.Length && char.IsAsciiDigit(line[at]):
                line[at] = (char)random.Next('0', '9' + 1);
                break;
            case 5:
                line.Insert(line.ToString().LastIndexOf(',') + 1, '"').Append('"');
                break;
            default:
                line.Insert(at, Of(Parts, random));
                break;
        }
    }

    private static string Mostly(int usual, string[] all, Random random) => random.Next(6) > 0 ? Of(all[..usual], random) : Of(all, random);

    private static string Of(string[] all, Random random) => all[random.Next(all.Length)];

    private static Registry CreateRegistry()
    {
        var ranges = new Dictionary<Quantity, long> { [Quantity.DustRespirable] = 20_000_000, [Quantity.NoiseLaeq] = 8_312 };
        var map = new Dictionary<string, Quantity> { ["dust"] = Quantity.DustTotal, ["pm10"] = Quantity.Tsp };
        return new Registry(
            [],
            [new Enterprise("e1", "one", null, null, null, "Asia/Shanghai")],
            [.. new[] { "p1", "p2", "workshop-7.bagger.upper-floor.west", Long }.Select((id, number) => Given.Point(id, number, ranges: ranges))],
            [new Device("d2", ["p2"], "mqtt", DeviceProfile.Default with { Map = map })]);
    }
}
