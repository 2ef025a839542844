using System.Buffers;
using System.Text;
using DustWatch.Ingest.Decoding;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Ingest;

[TestFixture]
internal sealed class JsonSamplesTests
{
    private GivenIntake _given = new();

    [SetUp]
    public void SetUp() => _given = new GivenIntake();

    [TestCase("""{"dust_respirable":0.82,"noise_laeq":83.1}""", new[] { "dust_respirable=820000N@0", "noise_laeq=8310N@0" })]
    [TestCase("""{"ts":1699999999000,"values":{"dust_respirable":0.82,"noise_laeq":83.1}}""", new[] { "dust_respirable=820000N@-1000", "noise_laeq=8310N@-1000" })]
    [TestCase("""{"values":{"dust_respirable":0.82},"ts":1699999999000}""", new[] { "dust_respirable=820000N@-1000" })]
    [TestCase("""{"ts":1699999999000,"dust_respirable":0.82,"flag":"N"}""", new[] { "dust_respirable=820000N@-1000" })]
    [TestCase("""{"dust_respirable":0.82,"flag":"M","ts":1699999999000}""", new[] { "dust_respirable=820000M@-1000" })]
    [TestCase("""{"flag":"","values":{"tsp":1},"pm10":2}""", new[] { "tsp=1000000N@0", "pm10=2000000N@0" })]
    [TestCase("""[{"noise_laeq":1},{"ts":1699999999000,"values":{"noise_laeq":2}},{"ts":1700000001000,"noise_laeq":3,"flag":"C"}]""",
        new[] { "noise_laeq=100N@0", "noise_laeq=200N@-1000", "noise_laeq=300C@1000" })]
    [TestCase(" \r\n\t[ { \"noise_laeq\" : 1 } ] \n", new[] { "noise_laeq=100N@0" })]
    [TestCase("""{"dust\u005frespirable":1,"\u0066lag":"\u004d"}""", new[] { "dust_respirable=1000000M@0" })]
    [TestCase("""{"temperature":-40,"wind_direction":359.5}""", new[] { "temperature=-40000000N@0", "wind_direction=359500000N@0" })]
    public void Takes_every_form_of_the_contract(string payload, string[] samples)
    {
        var result = _given.Take(payload);
        Assert.Multiple(() =>
        {
            Assert.That(_given.Samples, Is.EqualTo(samples));
            Assert.That(result, Is.EqualTo(new IntakeResult(0, samples.Length, 0, 0, RejectReason.None, null)));
            Assert.That(result.MqttReasonCode, Is.Zero);
        });
    }

    [TestCase("0.0000005", 0)]
    [TestCase("0.00000050000000000000000000000000000000001", 1)]
    [TestCase("0.0000015", 2)]
    [TestCase("0.0000025", 2)]
    [TestCase("0.0000024999999999999999999999999999", 2)]
    [TestCase("1e-7", 0)]
    [TestCase("5E-7", 0)]
    [TestCase("15e-7", 2)]
    [TestCase("0.1000000000000000055511151231257827", 100_000)]
    [TestCase("0.30000000000000004", 300_000)]
    [TestCase("1000000", 1_000_000_000_000)]
    [TestCase("1000000.0000005", 1_000_000_000_000)]
    [TestCase("-0.0000005", 0)]
    [TestCase("-0", 0)]
    public void Rounds_half_to_even_as_the_text_reads(string number, long scaled)
    {
        _given.Take($$"""{"tsp":{{number}}}""");
        Assert.That(_given.Samples, Is.EqualTo(new[] { $"tsp={scaled}N@0" }));
    }

    [TestCase("0.005", 0)]
    [TestCase("0.015", 2)]
    [TestCase("83.125", 8312)]
    [TestCase("83.135", 8314)]
    [TestCase("200.005", 20000)]
    public void Rounds_a_level_to_hundredths(string number, long scaled)
    {
        _given.Take($$"""{"noise_laeq":{{number}}}""");
        Assert.That(_given.Samples, Is.EqualTo(new[] { $"noise_laeq={scaled}N@0" }));
    }

    [TestCase("dust_respirable", "-0.0000006")]
    [TestCase("dust_respirable", "-1")]
    [TestCase("dust_total", "1000000.0000006")]
    [TestCase("dust_total", "1e400")]
    [TestCase("dust_total", "99999999999999999999999999")]
    [TestCase("noise_laeq", "-0.006")]
    [TestCase("noise_laeq", "200.006")]
    [TestCase("noise_lcpeak", "1e3")]
    public void Refuses_what_cannot_be_and_takes_its_neighbours(string quantity, string number)
    {
        var result = _given.Take($$"""{"humidity":50,"{{quantity}}":{{number}},"pressure":100}""");
        Assert.Multiple(() =>
        {
            Assert.That(_given.Samples, Is.EqualTo(new[] { "humidity=50000000N@0", "pressure=100000000N@0" }));
            Assert.That(_given.Reasons, Is.EqualTo(new[] { "out-of-range" }));
            Assert.That(result.MqttReasonCode, Is.Zero);
        });
    }

    [TestCase("null")]
    [TestCase("\"0.5\"")]
    [TestCase("true")]
    [TestCase("{\"a\":[1]}")]
    [TestCase("[0.5]")]
    public void A_value_that_is_no_number_costs_itself_only(string value)
    {
        var result = _given.Take($$"""[{"noise_laeq":1,"tsp":{{value}},"pm10":2},{"noise_laeq":3}]""");
        Assert.Multiple(() =>
        {
            Assert.That(_given.Samples, Is.EqualTo(new[] { "noise_laeq=100N@0", "pm10=2000000N@0", "noise_laeq=300N@0" }));
            Assert.That(result.FirstReason, Is.EqualTo(RejectReason.NotANumber));
        });
    }

    [TestCase("dust")]
    [TestCase("")]
    [TestCase("DUST_TOTAL")]
    [TestCase("\\ud800")]
    [TestCase("pm2.5")]
    public void A_name_that_no_quantity_has_costs_itself_only(string name)
    {
        _given.Take($$"""{"noise_laeq":1,"{{name}}":{"x":[1,2]},"pm10":2}""");
        Assert.Multiple(() =>
        {
            Assert.That(_given.Samples, Is.EqualTo(new[] { "noise_laeq=100N@0", "pm10=2000000N@0" }));
            Assert.That(_given.Reasons, Is.EqualTo(new[] { "unknown-quantity" }));
        });
    }

    [TestCase("""{"ts":1700000000000.0,"noise_laeq":1}""")]
    [TestCase("""{"ts":1.7e12,"noise_laeq":1}""")]
    [TestCase("""{"ts":"1700000000000","noise_laeq":1}""")]
    [TestCase("""{"ts":null,"noise_laeq":1}""")]
    [TestCase("""{"ts":{},"noise_laeq":1}""")]
    [TestCase("""{"ts":9223372036854775808,"noise_laeq":1}""")]
    [TestCase("""{"ts":253402300800000,"noise_laeq":1}""")]
    [TestCase("""{"ts":1700000000000,"ts":1700000000000,"noise_laeq":1}""")]
    [TestCase("""{"noise_laeq":1,"ts":false}""")]
    [TestCase("""{"flag":"X","noise_laeq":1}""")]
    [TestCase("""{"flag":"n","noise_laeq":1}""")]
    [TestCase("""{"flag":"NN","noise_laeq":1}""")]
    [TestCase("""{"flag":1,"noise_laeq":1}""")]
    [TestCase("""{"flag":null,"noise_laeq":1}""")]
    [TestCase("""{"flag":"N","flag":"N","noise_laeq":1}""")]
    [TestCase("""{"values":1,"noise_laeq":1}""")]
    [TestCase("""{"values":[{"noise_laeq":1}]}""")]
    [TestCase("""{"values":{"noise_laeq":1},"values":{"tsp":1}}""")]
    [TestCase("""{"what":1,"noise_laeq":-5,"ts":true}""")]
    [TestCase("{}")]
    [TestCase("""{"ts":1700000000000,"values":{}}""")]
    [TestCase("[]")]
    [TestCase("[{\"noise_laeq\":1}]")]
    [TestCase("1")]
    [TestCase("null")]
    [TestCase("\"x\"")]
    public void A_malformed_element_costs_its_array_nothing(string element)
    {
        var alone = _given.Take(element);
        var reasonsAlone = element == "[{\"noise_laeq\":1}]" ? ["malformed"] : _given.Reasons; // an array is no element, but is a payload
        _given.Take($$"""[{"noise_laeq":2},{{element}},{"noise_laeq":3}]""");
        Assert.Multiple(() =>
        {
            Assert.That(reasonsAlone, Is.EqualTo(new[] { "malformed" }));
            Assert.That(alone.MqttReasonCode, Is.EqualTo(alone.Taken > 0 ? 0 : 0x99));
            Assert.That(_given.Samples, Is.EqualTo(new[] { "noise_laeq=200N@0", "noise_laeq=300N@0" }));
            Assert.That(_given.Reasons, Is.EqualTo(new[] { "malformed" }));
        });
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("{")]
    [TestCase("hello")]
    [TestCase("""{"noise_laeq":1""")]
    [TestCase("""{"noise_laeq":1}x""")]
    [TestCase("""{"noise_laeq":1}{"noise_laeq":1}""")]
    [TestCase("""{"noise_laeq":1,}""")]
    [TestCase("""[{"noise_laeq":1},]""")]
    [TestCase("""[{"noise_laeq":1},{"noise_laeq":-1},{"noise_laeq":NaN}]""")]
    [TestCase("""{"noise_laeq":01}""")]
    [TestCase("""{"noise_laeq":.5}""")]
    [TestCase("""{"noise_laeq":+5}""")]
    [TestCase("""{"noise_laeq":5.}""")]
    [TestCase("""{"noise_laeq":0x10}""")]
    [TestCase("""{"noise_laeq":1/*c*/}""")]
    [TestCase("""{noise_laeq:1}""")]
    [TestCase("""{'noise_laeq':1}""")]
    [TestCase("\uFEFF{\"noise_laeq\":1}")]
    [TestCase("""{"a":[[[[[[[[1]]]]]]]],"noise_laeq":1}""")]
    public void What_is_not_JSON_is_refused_whole_with_one_reason(string payload)
    {
        var result = _given.Take(payload);
        Assert.Multiple(() =>
        {
            Assert.That(_given.Samples, Is.Empty);
            Assert.That(_given.Reasons, Is.EqualTo(new[] { "malformed" }));
            Assert.That(result.MqttReasonCode, Is.EqualTo(0x99));
        });
    }

    [Test]
    public void What_is_above_the_registered_range_is_kept_and_marked()
    {
        _given.Take("""[{"dust_respirable":20},{"dust_respirable":20.000001},{"dust_respirable":21,"flag":"C"},{"dust_respirable":1,"flag":"T"},{"dust_total":900}]""");
        Assert.That(_given.Samples, Is.EqualTo(new[]
        {
            "dust_respirable=20000000N@0", "dust_respirable=20000001T@0", "dust_respirable=21000000C@0", "dust_respirable=1000000T@0",
            "dust_total=900000000N@0",
        }));
    }

    [Test]
    public void Future_and_past_are_set_aside_and_the_rest_is_taken()
    {
        const long eightDays = 8L * 24 * 3600 * 1000;
        var at = GivenIntake.Arrival.Milliseconds;
        var result = _given.Take($$"""
            [{"ts":{{at + 300_000}},"tsp":1},{"ts":{{at + 300_001}},"tsp":2},{"ts":{{at - eightDays}},"tsp":3},{"ts":{{at - eightDays - 1}},"tsp":4},{"ts":1700000000,"tsp":5}]
            """);
        Assert.Multiple(() =>
        {
            Assert.That(_given.Samples, Is.EqualTo(new[] { "tsp=1000000N@300000", $"tsp=3000000N@{-eightDays}" }));
            Assert.That(_given.Quarantine, Is.EqualTo(new[]
            {
                "future tsp=2000000N@300001", $"past tsp=4000000N@{-eightDays - 1}", $"past tsp=5000000N@{1_700_000_000 - at}",
            }));
            Assert.That(_given.Reasons, Is.EqualTo(new[] { "future", "past", "past" }));
            Assert.That(result, Is.EqualTo(new IntakeResult(0, 2, 3, 0, RejectReason.Future, null)));
        });
    }

    [Test]
    public void A_device_of_its_own_words_is_understood_and_one_without_a_clock_gets_ours()
    {
        _given.Sender = Sender.OfDevice("d2");
        _given.Take("""{"ts":1699999999000,"dust":1,"dust_total":2,"pm10":3}""", "dustwatch/v1/e2/p2/data");
        Assert.That(_given.Samples, Is.EqualTo(new[] { "dust_total=1000000N@-1000", "dust_total=2000000N@-1000", "tsp=3000000N@-1000" }));

        _given.Sender = Sender.OfDevice("d3");
        _given.Take("""{"ts":1,"dust":1}""", "dustwatch/v1/e2/p3/data");
        Assert.That(_given.Samples, Is.EqualTo(new[] { "dust_total=1000000N@0" }));
    }

    [Test]
    public void A_clients_backlog_of_many_elements_comes_out_in_order()
    {
        var elements = Enumerable.Range(0, 3000).Select(i => $$"""{"ts":{{GivenIntake.Arrival.Milliseconds - 3000 + i}},"tsp":{{i}}}""");
        _given.Take($"[{string.Join(',', elements)}]");
        Assert.That(_given.Batch.Samples.ToArray().Select(s => (s.Time - GivenIntake.Arrival + 3000, s.Value / 1_000_000)), Is.EqualTo(Enumerable.Range(0, 3000).Select(i => ((long)i, (long)i))));
    }

    [Test]
    public void Reads_back_what_it_writes()
    {
        var random = new Random(7);
        var samples = new List<Sample>();
        for (var i = 0; i < 500; i++)
        {
            var time = new Instant(GivenIntake.Arrival.Milliseconds - 1000 + i);
            var flag = (SampleFlag)random.Next(8);
            foreach (var quantity in Quantities.All.Where(_ => random.Next(3) == 0))
            {
                var traits = Quantities.Of(quantity);
                samples.Add(new Sample(time, random.NextInt64(traits.Minimum, traits.Maximum + 1) / (random.Next(2) == 0 ? 1 : 1000), 1, quantity, flag));
            }
        }

        var output = new ArrayBufferWriter<byte>();
        JsonSamples.Write(output, samples.ToArray());
        var given = new GivenIntake { Sender = Sender.OfDevice("d23") };
        given.Take(output.WrittenSpan.ToArray(), "dustwatch/v1/e2/p2/data");
        var expected = samples.Select(s => s.Flag == SampleFlag.Valid && s.Quantity == Quantity.DustRespirable && s.Value > 20_000_000 ? s with { Flag = SampleFlag.OverRange } : s);
        Assert.That(given.Batch.Samples.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Writes_one_element_without_an_array()
    {
        var output = new ArrayBufferWriter<byte>();
        var time = new Instant(1_700_000_000_000);
        JsonSamples.Write(output, [new Sample(time, 820_000, 0, Quantity.DustRespirable, SampleFlag.Valid), new Sample(time, 8310, 0, Quantity.NoiseLaeq, SampleFlag.Valid)]);
        Assert.That(Encoding.UTF8.GetString(output.WrittenSpan), Is.EqualTo("""{"ts":1700000000000,"values":{"dust_respirable":0.82,"noise_laeq":83.1}}"""));
    }
}
