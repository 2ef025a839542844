using System.Text.Json;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Json;

/// <summary>
/// What a developer writes over <see cref="Utf8JsonReader"/> for these payloads: names compared without a copy, the likely ones first. It takes the same samples; of
/// what is wrong it throws everything away, and has no reasons to give.
/// </summary>
/// <param name="hasOurNumbers">Whether numbers are read from their text by our own <see cref="FixedPoint"/>, which is the faster, or by the reader as decimals.</param>
internal sealed class HandLoop(bool hasOurNumbers)
{
    private const decimal Millionth = 1_000_000m;
    private const decimal Hundredth = 100m;

    public void Decode(ReadOnlySpan<byte> payload, in ElementGate gate, IntakeBatch batch)
    {
        var reader = new Utf8JsonReader(payload);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadElement(ref reader, gate, batch);
            }
        }
        else
        {
            ReadElement(ref reader, gate, batch);
        }

        reader.Read();
    }

    private void ReadElement(ref Utf8JsonReader reader, in ElementGate gate, IntakeBatch batch)
    {
        Instant? time = null;
        var flag = SampleFlag.Valid;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("ts"u8))
            {
                reader.Read();
                time = new Instant(reader.GetInt64());
            }
            else if (reader.ValueTextEquals("values"u8))
            {
                reader.Read();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    ReadValue(ref reader, batch);
                }
            }
            else if (reader.ValueTextEquals("flag"u8))
            {
                reader.Read();
                SampleFlags.TryRead(reader.ValueSpan, out flag);
            }
            else
            {
                ReadValue(ref reader, batch);
            }
        }

        gate.Admit(time, flag, batch);
    }

    private void ReadValue(ref Utf8JsonReader reader, IntakeBatch batch)
    {
        var quantity = reader.ValueTextEquals("dust_respirable"u8) ? Quantity.DustRespirable
            : reader.ValueTextEquals("noise_laeq"u8) ? Quantity.NoiseLaeq
            : reader.ValueTextEquals("dust_total"u8) ? Quantity.DustTotal
            : throw new JsonException("Another quantity than the suite sends.");
        reader.Read();
        if (hasOurNumbers)
        {
            _ = SampleMaker.Scale(quantity, reader.ValueSpan, out var scaled); // the suite sends what can be
            batch.Stage(quantity, scaled);
        }
        else
        {
            batch.Stage(quantity, (long)decimal.Round(reader.GetDecimal() * (quantity == Quantity.NoiseLaeq ? Hundredth : Millionth)));
        }
    }
}
