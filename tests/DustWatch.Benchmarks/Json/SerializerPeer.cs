using System.Text.Json;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Json;

/// <summary><see cref="JsonSerializer"/> with metadata made when it was compiled, into objects with decimal values; those then become samples.</summary>
internal static class SerializerPeer
{
    public static void Decode(ReadOnlySpan<byte> payload, in ElementGate gate, IntakeBatch batch)
    {
        if (payload[0] == '[')
        {
            foreach (var element in JsonSerializer.Deserialize(payload, SerializerContext.Default.SerializedElementArray)!) // no payload of the suite is null
            {
                Take(element, gate, batch);
            }
        }
        else
        {
            Take(JsonSerializer.Deserialize(payload, SerializerContext.Default.SerializedElement)!, gate, batch); // as above
        }
    }

    private static void Take(SerializedElement element, in ElementGate gate, IntakeBatch batch)
    {
        Stage(element.DustRespirable, element.NoiseLaeq, batch);
        Stage(element.Values?.DustRespirable, element.Values?.NoiseLaeq, batch);
        gate.Admit(element.Time is { } time ? new Instant(time) : null, element.Flag is null or "N" ? SampleFlag.Valid : SampleFlag.Maintenance, batch);
    }

    private static void Stage(decimal? dust, decimal? level, IntakeBatch batch)
    {
        if (dust is { } concentration)
        {
            batch.Stage(Quantity.DustRespirable, FixedPoint.From(concentration, FixedPoint.Decimals));
        }

        if (level is { } loudness)
        {
            batch.Stage(Quantity.NoiseLaeq, FixedPoint.From(loudness, Decibel.Decimals));
        }
    }
}
