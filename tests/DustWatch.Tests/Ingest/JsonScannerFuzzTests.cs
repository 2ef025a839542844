using System.Globalization;
using System.Text;
using DustWatch.Ingest.Decoding;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Ingest;

/// <summary>The decoder with its scanner against the reader alone: the same samples, set aside and refused, in the same order, byte for byte.</summary>
[TestFixture]
internal sealed class JsonScannerFuzzTests
{
    private const int MutationsEach = 1_000_000;

    private static readonly string[] Seeds =
    [
        """{"dust_respirable":0.82}""",
        """{"dust_respirable":0.82,"noise_laeq":83.1}""",
        """{"ts":1700000000000,"values":{"dust_respirable":0.8200005,"noise_laeq":83.125}}""",
        """{"ts":1699999999000,"dust_respirable":20.5,"flag":"N"}""",
        """{"ts": 1699999999000, "values": {"dust_total": 1.25, "pm10": 0.3}, "flag": "M"}""",
        """[{"ts":1699999998000,"values":{"tsp":1.5}},{"ts":1699999999000,"values":{"tsp":2}},{"noise_lcpeak":120.35}]""",
        """[{"temperature":-12.5,"humidity":45,"pressure":101.325}, {"wind_speed":3.2,"wind_direction":359.5,"pm2_5":0.035}]""",
        """{"values":{"noise_lafmax":83.1,"tsp":0.123456},"ts":1699999999000,"dust_total":1234.5678}""",
        """{"flag":"","dust":1,"a_name_of_my_own_that_is_long":2,"é":3}""",
    ];

    // Names of a device's own, among them reserved ones, ones of 15 and 16 bytes, and ones that a JSON text can hold only escaped.
    private static readonly QuantityNames OwnNames = new(new Dictionary<string, Quantity>
    {
        ["dust"] = Quantity.DustTotal,
        ["pm10"] = Quantity.Tsp,
        ["ts"] = Quantity.Humidity,
        ["flag"] = Quantity.Pressure,
        ["é"] = Quantity.WindSpeed,
        ["a_name_of_15_by"] = Quantity.Pm25,
        ["a_name_of_16_byt"] = Quantity.Pm25,
        ["a_name_of_my_own_that_is_long"] = Quantity.Pm10,
        ["quoted\"name"] = Quantity.Temperature,
        ["tab\tname"] = Quantity.Temperature,
        ["zero\0"] = Quantity.Temperature,
    });

    private readonly IntakeBatch _batch = new();
    private readonly IntakeBatch _expected = new();

    /// <summary>A million mutations, each read in two ways by two devices; <c>DUSTWATCH_JSON_MUTATIONS</c> is how many millions, each from a random seed of its own.</summary>
    [Test]
    public void Takes_and_refuses_what_the_reader_does()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("DUSTWATCH_JSON_MUTATIONS") ?? "1", CultureInfo.InvariantCulture);
        ElementGate[] gates = [GateOf(QuantityNames.Default, offsetMilliseconds: 0), GateOf(OwnNames, offsetMilliseconds: 60_000)];
        var (mutations, scanned, refused) = (0L, 0L, 0L);
        for (var round = 0; round < rounds; round++)
        {
            JsonMutations.Run(Seeds, 20_261_122 + round, MutationsEach, payload =>
            {
                var gate = gates[mutations++ & 1];
                scanned += Compare(payload, gate) ? 1 : 0;
                refused += _expected.Refusals.IsEmpty ? 0 : 1;
            });
        }

        TestContext.Out.WriteLine($"{mutations} mutations, all read alike: {scanned} by the scanner, {refused} with something refused.");
        Assert.Multiple(() =>
        {
            // Mutations that one way never takes, or that are never wrong, would prove little.
            Assert.That(scanned, Is.GreaterThan(mutations / 5));
            Assert.That(refused, Is.GreaterThan(mutations / 5));
        });
    }

    /// <summary>Every payload cut at every byte, with every byte that means something put in its place, and at every distance from the end.</summary>
    [Test]
    public void Is_alike_at_every_cut_and_every_byte()
    {
        var gate = GateOf(QuantityNames.Default, offsetMilliseconds: 0);
        foreach (var seed in Seeds.Select(Encoding.UTF8.GetBytes))
        {
            for (var at = 0; at <= seed.Length; at++)
            {
                Compare(seed[..at], gate);
                Compare([.. seed[..at], .. "}"u8], gate);
                for (var value = 0; value < 256 && at < seed.Length; value++)
                {
                    var changed = seed.ToArray();
                    changed[at] = (byte)value;
                    Compare(changed, gate);
                }
            }
        }
    }

    [TestCase("{\"tsp\":0}")]
    [TestCase("{\"tsp\":-0.5}")]
    [TestCase("{\"tsp\":01}")]
    [TestCase("{\"tsp\":0.}")]
    [TestCase("{\"tsp\":.5}")]
    [TestCase("{\"tsp\":1234567}")]
    [TestCase("{\"tsp\":12345678}")]
    [TestCase("{\"tsp\":1.234567}")]
    [TestCase("{\"tsp\":1.2345678}")]
    [TestCase("{\"noise_laeq\":83.125}")]
    [TestCase("{\"noise_laeq\":200.005}")]
    [TestCase("{\"noise_laeq\":200.01}")]
    [TestCase("{\"temperature\":-300.0000005}")]
    [TestCase("{\"tsp\0\":1}")]
    [TestCase("{\"tsp\":1,\"tsp\":2}")]
    [TestCase("{\"values\":{\"tsp\":1},\"values\":{\"tsp\":2}}")]
    [TestCase("{\"values\":{\"tsp\":1,\"ts\":1700000000000}}")]
    [TestCase("{\"values\":{\"values\":{\"tsp\":1}}}")]
    [TestCase("{\"values\":{}}")]
    [TestCase("{\"values\":{},\"tsp\":1}")]
    [TestCase("{\"values\":{\"tsp\":1}")]
    [TestCase("{\"ts\":1700000000000,\"tsp\":1,\"ts\":1700000000000}")]
    [TestCase("{\"ts\":9999999,\"tsp\":1}")]
    [TestCase("{\"ts\":99999999,\"tsp\":1}")]
    [TestCase("{\"ts\":01700000000000,\"tsp\":1}")]
    [TestCase("{\"ts\":253402300799999,\"tsp\":1}")]
    [TestCase("{\"ts\":253402300800000,\"tsp\":1}")]
    [TestCase("{\"ts\":1699999999000.0,\"tsp\":1}")]
    [TestCase("{\"ts\":1700000000000}")]
    [TestCase("{\"flag\":\"N\",\"tsp\":1,\"flag\":\"N\"}")]
    [TestCase("{\"flag\":\"\"\",\"tsp\":1}")]
    [TestCase("{\"flag\":\"X\",\"tsp\":1}")]
    [TestCase("[{\"tsp\":1},]")]
    [TestCase("[{\"tsp\":1}]]")]
    [TestCase("[{\"tsp\":1} ,{\"tsp\":2}]")]
    [TestCase("[[{\"tsp\":1}]]")]
    [TestCase("{\"tsp\":1}\n")]
    public void Is_alike_at_the_edges(string payload)
    {
        Compare(Encoding.UTF8.GetBytes(payload), GateOf(QuantityNames.Default, offsetMilliseconds: 0));
        Compare(Encoding.UTF8.GetBytes(payload), GateOf(OwnNames, offsetMilliseconds: 0));
    }

    /// <summary>Fails unless both ways come to the same; returns whether the scanner took it.</summary>
    private bool Compare(byte[] bytes, in ElementGate gate)
    {
        // What lies behind a payload in a connection's buffer is the next message: whoever reads on finds a good end there.
        ReadOnlySpan<byte> payload = ((byte[])[.. bytes, .. "5,\"tsp\":5}],5}"u8]).AsSpan(0, bytes.Length);
        _batch.Clear();
        _expected.Clear();
        JsonSampleReader.Decode(payload, gate, _expected);
        JsonSamples.Decode(payload, gate, _batch);
        if (!_batch.Samples.SequenceEqual(_expected.Samples) || !_batch.Quarantine.SequenceEqual(_expected.Quarantine)
            || !_batch.Refusals.SequenceEqual(_expected.Refusals) || _batch.HasStaged || _expected.HasStaged)
        {
            Assert.Fail($"{Encoding.UTF8.GetString(payload)} ({Convert.ToHexString(payload)}) is read otherwise by the scanner.");
        }

        _batch.Clear();
        var isTaken = JsonSampleScanner.TryDecode(payload, gate, _batch);
        Assert.That(isTaken || (_batch.Samples.IsEmpty && _batch.Quarantine.IsEmpty && _batch.Refusals.IsEmpty && !_batch.HasStaged), Is.True, "It left something behind.");
        return isTaken;
    }

    private static ElementGate GateOf(QuantityNames names, long offsetMilliseconds)
    {
        var tops = new long[Quantities.Count];
        Array.Fill(tops, long.MaxValue);
        tops[(int)Quantity.DustRespirable] = 20 * FixedPoint.One;
        var device = DeviceIntake.Default with { Names = names, OffsetMilliseconds = offsetMilliseconds };
        return new ElementGate(new PointIntake(0, "p1", "e1"u8.ToArray(), tops, device), device, GivenIntake.Arrival, IntakeOptions.DefaultLateHorizonMilliseconds);
    }
}
