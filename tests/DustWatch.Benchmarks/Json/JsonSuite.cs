using System.Text;
using DustWatch.Ingest.Decoding;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Json;

/// <summary>
/// From a payload to admitted samples: the decoder as the endpoint calls it, beside a loop over <see cref="System.Text.Json.Utf8JsonReader"/> written by hand for the same
/// job, the same loop with our way of reading a number's text, the reader that the decoder falls back to, and <see cref="System.Text.Json.JsonSerializer"/>. All end in
/// the same gate and the same batch.
/// </summary>
internal static class JsonSuite
{
    public const string Name = "json";

    private const int WarmRounds = 3;
    private const int Rounds = 9;
    private const int SamplesEachRound = 1_000_000;
    private const int QuickPart = 2; // of a usual round
    private const double Million = 1e6;

    public static IEnumerable<Figure> Run(bool isQuick)
    {
        var gate = new ElementGate(CreatePoint(), DeviceIntake.Default, JsonPayloads.Arrival, IntakeOptions.DefaultLateHorizonMilliseconds);
        var (handLoop, decimalLoop) = (new HandLoop(hasOurNumbers: true), new HandLoop(hasOurNumbers: false));
        foreach (var form in JsonPayloads.All)
        {
            var repeats = SamplesEachRound / form.Payloads.Length / form.SamplesEach / (isQuick ? QuickPart : 1);
            Contender<JsonPayloads>[] contenders =
            [
                new(form.Name, Decoding((payload, batch) => JsonSamples.Decode(payload, gate, batch), repeats)),
                new("Utf8JsonReader", Decoding((payload, batch) => decimalLoop.Decode(payload, gate, batch), repeats)),
                new("reader+our numbers", Decoding((payload, batch) => handLoop.Decode(payload, gate, batch), repeats)),
                new("reader behind it", Decoding((payload, batch) => JsonSampleReader.Decode(payload, gate, batch), repeats)),
                new("JsonSerializer", Decoding((payload, batch) => SerializerPeer.Decode(payload, gate, batch), repeats)),
            ];
            var scores = Race.Run(contenders, () => form, isQuick ? 1 : WarmRounds, isQuick ? 3 : Rounds);
            for (var peer = 1; peer < contenders.Length; peer++)
            {
                yield return scores.Compare(form.Name, 0, peer, contenders[peer].Name, "M elem/CPU-s", form.ElementsEach / Million);
            }
        }
    }

    private static Func<JsonPayloads, long> Decoding(Action<byte[], IntakeBatch> decode, int repeats)
    {
        var batch = new IntakeBatch();
        return form =>
        {
            var samples = 0L;
            for (var i = 0; i < repeats; i++)
            {
                foreach (var payload in form.Payloads)
                {
                    decode(payload, batch);
                    samples += batch.Samples.Length;
                    batch.Clear();
                }
            }

            var payloads = (long)repeats * form.Payloads.Length;
            return samples == payloads * form.SamplesEach ? payloads : throw new InvalidOperationException($"{form.Name}: {samples} samples were taken.");
        };
    }

    private static PointIntake CreatePoint()
    {
        var tops = new long[Quantities.Count];
        Array.Fill(tops, long.MaxValue);
        return new PointIntake(0, "p1", Encoding.UTF8.GetBytes("e1"), tops, DeviceIntake.Default);
    }
}
