using System.Globalization;
using System.Text;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Json;

/// <summary>Payloads of one form, each with a time and values of its own, written as devices write them: without spaces, unless it is said.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="ElementsEach">Elements in each.</param>
/// <param name="SamplesEach">Samples in each.</param>
/// <param name="Payloads">Different ones; used in turn.</param>
internal sealed record JsonPayloads(string Name, int ElementsEach, int SamplesEach, byte[][] Payloads)
{
    private const int Count = 512;
    private const int BacklogElements = 100;

    /// <summary>When the payloads arrive.</summary>
    public static readonly Instant Arrival = new(1_700_000_000_000);

    /// <summary>The forms of the contract.</summary>
    public static IReadOnlyList<JsonPayloads> All { get; } =
    [
        Of("one value", 1, 1, (random, _) => $$"""{"dust_respirable":{{Dust(random)}}}"""),
        Of("ts and two values", 1, 2, TwoValues),
        Of("ts, one value and flag", 1, 1, (random, i) => $$"""{"ts":{{Time(i)}},"dust_respirable":{{Dust(random)}},"flag":"N"}"""),
        Of("ts and two values, spaces", 1, 2, (random, i) => TwoValues(random, i).Replace(":", ": ", StringComparison.Ordinal).Replace(",", ", ", StringComparison.Ordinal)),
        Of("backlog of 100, two values each", BacklogElements, 2 * BacklogElements, (random, i) => $"[{string.Join(',', Enumerable.Range(i, BacklogElements).Select(at => TwoValues(random, at)))}]"),
    ];

    private static JsonPayloads Of(string name, int elementsEach, int samplesEach, Func<Random, int, string> write)
    {
        var random = new Random(Count);
        return new JsonPayloads(name, elementsEach, samplesEach, [.. Enumerable.Range(0, Count).Select(i => Encoding.UTF8.GetBytes(write(random, i)))]);
    }

    private static string TwoValues(Random random, int i) => $$$"""{"ts":{{{Time(i)}}},"values":{"dust_respirable":{{{Dust(random)}}},"noise_laeq":{{{Level(random)}}}}}""";

    private static long Time(int i) => Arrival.Milliseconds - (1000L * i);

    // Rounded to three places, and trailing zeros left out: the texts differ in length, as they do in life.
    private static string Dust(Random random) => Math.Round((decimal)random.NextDouble() * 2, 3).ToString("0.###", CultureInfo.InvariantCulture);

    private static string Level(Random random) => Math.Round(60 + ((decimal)random.NextDouble() * 50), 1).ToString("0.0", CultureInfo.InvariantCulture);
}
