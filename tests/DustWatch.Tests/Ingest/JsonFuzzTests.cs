using System.Text;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Ingest;

[TestFixture]
internal sealed class JsonFuzzTests
{
    private static readonly string[] Seeds =
    [
        """{"dust_respirable":0.82,"noise_laeq":83.1}""",
        """{"ts":1700000000000,"values":{"dust_respirable":0.8200005,"noise_laeq":83.125},"flag":"T"}""",
        """{"ts":1699999999000,"dust_respirable":20.5,"flag":"N"}""",
        """[{"tsp":1e-7},{"ts":1699999999000,"values":{"pm10":15E-7}},{"ts":1700000300001,"noise_lcpeak":200.005,"flag":"C"}]""",
        """[{"dust\u005ftotal":-0.0,"what":{"a":[1,2]},"humidity":null},[1],{},{"values":{}},{"ts":1,"tsp":0.000015}]""",
        """{"flag":"\u004e","values":{"temperature":-12.5e0},"ts":1700000000000,"pressure":"x"}""",
    ];

    /// <summary>A quarter of a million mutations.</summary>
    [Test]
    public void Agrees_with_a_slow_reading_of_the_document()
    {
        const int mutations = 250_000;
        var given = new GivenIntake();
        var good = 0;
        JsonMutations.Run(Seeds, 20_251_103, mutations, payload =>
        {
            given.Take(payload);
            var expected = ReferenceJsonDecoder.Decode(
                payload, GivenIntake.Arrival, n => Quantities.TryFind(n, out var q) ? q : null, GivenIntake.Registry.Points[0].Ranges);
            if (!Agrees(given, expected))
            {
                Assert.Fail($"""
                    {Encoding.UTF8.GetString(payload)} ({Convert.ToHexString(payload)})
                    expected {string.Join("; ", expected)}
                    got      {string.Join("; ", given.Samples.Concat(given.Quarantine).Concat(given.Reasons))}
                    """);
            }

            good += given.Batch.Samples.IsEmpty ? 0 : 1;
        });

        // Mutations that are all refused would prove little.
        Assert.That(good, Is.GreaterThan(mutations / 5));
    }

    private static bool Agrees(GivenIntake given, List<string> expected)
    {
        static bool IsAside(string s) => s.StartsWith("future ", StringComparison.Ordinal) || s.StartsWith("past ", StringComparison.Ordinal);
        static string Reason(string s) => s.Split(' ')[0];
        var samples = expected.Where(s => s.Contains('=', StringComparison.Ordinal) && !IsAside(s));
        var reasons = expected.Where(s => !s.Contains('=', StringComparison.Ordinal) || IsAside(s)).Select(Reason);
        return given.Samples.SequenceEqual(samples)
            && given.Quarantine.SequenceEqual(expected.Where(IsAside))
            && given.Reasons.Order(StringComparer.Ordinal).SequenceEqual(reasons.Order(StringComparer.Ordinal));
    }
}
