using System.Globalization;
using System.Text.Json;
using DustWatch.Measurements;

namespace DustWatch.Backends.Influx;

/// <summary>Reads samples back with InfluxQL, which InfluxDB 1, 2 (by the mapping of its buckets) and 3 understand. Any thread.</summary>
internal sealed class InfluxReader(InfluxClient client)
{
    private const int PageRows = 50_000;
    private const long MillisecondsMaximum = 9_223_372_036_854; // the times that nanoseconds of 64 bits can name

    /// <summary>Samples with time in <paramref name="span"/>, by time, at most <paramref name="limit"/>.</summary>
    /// <exception cref="InfluxException">The server does not answer.</exception>
    public List<Sample> Read(MonitoringPoint point, Quantity quantity, Interval span, int limit)
    {
        var samples = new List<Sample>();
        while (samples.Count < limit && span.Start < span.End)
        {
            var rows = Math.Min(PageRows, limit - samples.Count);
            var (taken, isPartial) = ReadPage(samples, point, quantity, $"time > {Time(span.Start)} AND time <= {Time(span.End)} ORDER BY time LIMIT {rows}");
            if (taken < rows && !(isPartial && taken > 0))
            {
                break;
            }

            span = span with { Start = samples[^1].Time };
        }

        return samples;
    }

    /// <summary>The newest sample at or before <paramref name="time"/>, or null.</summary>
    /// <exception cref="InfluxException">The server does not answer.</exception>
    public Sample? FindLast(MonitoringPoint point, Quantity quantity, Instant time)
    {
        var samples = new List<Sample>();
        ReadPage(samples, point, quantity, $"time <= {Time(time)} ORDER BY time DESC LIMIT 1");
        return samples.Count > 0 ? samples[0] : null;
    }

    private (int Rows, bool IsPartial) ReadPage(List<Sample> samples, MonitoringPoint point, Quantity quantity, string rest)
    {
        // Ids and names hold no quotation marks: the registry's reader has seen to that.
        using var answer = client.Query(
            $"SELECT \"value\", \"invalid\", \"flag\" FROM \"sample\" WHERE \"point\" = '{point.Id}' AND \"quantity\" = '{Quantities.NameOf(quantity)}' AND {rest}");
        if (!answer.RootElement.TryGetProperty("results", out var results) || results.ValueKind != JsonValueKind.Array || results.GetArrayLength() == 0)
        {
            throw new InfluxException("InfluxDB answered a query without results.");
        }

        if (results[0].TryGetProperty("error", out var error))
        {
            throw new InfluxException($"InfluxDB refused a query: {error.GetString()}");
        }

        if (!results[0].TryGetProperty("series", out var series))
        {
            return (0, false); // nothing is there
        }

        var count = 0;
        foreach (var row in series[0].GetProperty("values").EnumerateArray())
        {
            samples.Add(Read(row, point.Number, quantity));
            count++;
        }

        return (count, series[0].TryGetProperty("partial", out var partial) && partial.GetBoolean());
    }

    // row = "[" time "," value "," invalid "," flag "]", each but the time perhaps null
    private static Sample Read(JsonElement row, int point, Quantity quantity)
    {
        var flag = row[3].ValueKind == JsonValueKind.String ? row[3].GetString() : "";
        var number = row[1].ValueKind == JsonValueKind.Number ? row[1] : row[2];
        if (!SampleFlags.TryRead(System.Text.Encoding.UTF8.GetBytes(flag ?? ""), out var read)
            || number.ValueKind != JsonValueKind.Number
            || !FixedPoint.TryParse(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(number), Quantities.Of(quantity).Decimals, out var scaled))
        {
            throw new InfluxException($"InfluxDB holds a sample that is none of ours: {row.GetRawText()}");
        }

        return new Sample(new Instant(row[0].GetInt64()), scaled, point, quantity, read);
    }

    private static string Time(Instant time) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(time.Milliseconds, -MillisecondsMaximum, MillisecondsMaximum)}ms");
}
