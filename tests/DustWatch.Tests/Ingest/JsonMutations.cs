using System.Text;

namespace DustWatch.Tests.Ingest;

/// <summary>Payloads that are nearly right: seeds with a few bytes changed, cut out, put in or repeated. The same seed gives the same payloads.</summary>
internal static class JsonMutations
{
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "{", "}", "[", "]", ",", ":", "\"", "\\", "0", "1", "9", "-", "+", ".", "e", "E", " ", "  ", "\n", ", ", ": ", "null", "true", "\\u0031", "\\ud800", "\"ts\":", "\"flag\":\"M\",",
            "\"values\":{", "{\"tsp\":1}", "5", "00", "NaN", "\0", "é", "\"noise_laeq\":", "1699999999000", "e-7", "0000005", "-0.0", "1000000", "12345678", "\"ts\": ", "\"flag\":\"\",",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Makes mutations one after the other, and gives each to <paramref name="check"/>.</summary>
    /// <param name="seeds">What is mutated.</param>
    /// <param name="randomSeed">Which mutations.</param>
    /// <param name="count">How many.</param>
    /// <param name="check">Called with each; the bytes are its own.</param>
    public static void Run(IReadOnlyList<string> seeds, int randomSeed, long count, Action<byte[]> check)
    {
        var random = new Random(randomSeed);
        var originals = seeds.Select(Encoding.UTF8.GetBytes).ToArray();
        var bytes = new List<byte>();
        for (var i = 0L; i < count; i++)
        {
            bytes.Clear();
            bytes.AddRange(originals[random.Next(originals.Length)]);
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                Mutate(bytes, random);
            }

            check([.. bytes]);
        }
    }

    private static void Mutate(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        switch (random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 4), bytes.Count - at));
                break;
            case 2 when at < bytes.Count:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, Math.Min(random.Next(1, 30), bytes.Count - at)));
                break;
            case >= 4 when bytes.FindIndex(at, b => char.IsAsciiDigit((char)b)) is >= 0 and var digit:
                bytes[digit] = (byte)random.Next('0', '9' + 1); // mostly still JSON
                break;
            default:
                bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                break;
        }
    }
}
