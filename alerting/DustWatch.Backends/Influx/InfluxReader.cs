using System.Globalization;
using System.Text.Json;
using DustWatch.Ingest.History;
using DustWatch.Measurements;

namespace DustWatch.Backends.Influx;

/// <summary>Reads samples and summaries back with InfluxQL, which InfluxDB 1, 2 (by the mapping of its buckets) and 3 understand. Any thread.</summary>
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
            var (taken, isPartial) = ReadSamples(samples, point, quantity, PageOf(span, rows));
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
        ReadSamples(samples, point, quantity, $"time <= {Time(time)} ORDER BY time DESC LIMIT 1");
        return samples.Count > 0 ? samples[0] : null;
    }

    /// <summary>Adds what summaries with time in <paramref name="stepping"/>'s counted time say to the steps that they lie in.</summary>
    /// <param name="measurement">Of windows that lie whole in a step.</param>
    /// <param name="point">Whose.</param>
    /// <param name="quantity">Of what.</param>
    /// <param name="stepping">The steps.</param>
    /// <param name="sums">Of the steps, empty. [step]</param>
    /// <returns><see langword="false"/> when there are none, or one that was made with another interval or does not say exactly what it covers: the samples have to be asked.</returns>
    /// <exception cref="InfluxException">The server does not answer.</exception>
    public bool TryReadSummaries(string measurement, MonitoringPoint point, Quantity quantity, HistoryStepping stepping, HistorySum[] sums)
    {
        var (rest, first) = (stepping.Counted, stepping.Covered.Start);
        var last = Instant.Never;
        while (true)
        {
            var (rows, isRight) = (0, true);
            var isPartial = ReadPage(measurement, "\"sum\", \"covered\", \"min\", \"max\", \"interval\"", point, quantity, PageOf(rest, PageRows), row =>
            {
                var end = new Instant(row[0].GetInt64());
                if (isRight && end != last && TryReadSum(row, quantity, stepping.IntervalMilliseconds) is { } sum)
                {
                    sums[(end.Plus(-1) - first) / stepping.StepMilliseconds] += sum;
                }
                else
                {
                    isRight = false; // twice, too: a point that was moved to another enterprise has two series
                }

                (last, rows) = (end, rows + 1);
            });
            if (!isRight)
            {
                return false;
            }

            if (rows < PageRows && !(isPartial && rows > 0))
            {
                return last != Instant.Never;
            }

            rest = rest with { Start = last };
        }
    }

    private static string PageOf(Interval span, int rows) => $"time > {Time(span.Start)} AND time <= {Time(span.End)} ORDER BY time LIMIT {rows}";

    private (int Rows, bool IsPartial) ReadSamples(List<Sample> samples, MonitoringPoint point, Quantity quantity, string rest)
    {
        var before = samples.Count;
        var isPartial = ReadPage("sample", "\"value\", \"invalid\", \"flag\"", point, quantity, rest, row => samples.Add(Read(row, point.Number, quantity)));
        return (samples.Count - before, isPartial);
    }

    // Gives whether the server has cut it short.
    private bool ReadPage(string measurement, string fields, MonitoringPoint point, Quantity quantity, string rest, Action<JsonElement> take)
    {
        // Ids and names hold no quotation marks: the registry's reader has seen to that.
        using var answer = client.Query(
            $"SELECT {fields} FROM \"{measurement}\" WHERE \"point\" = '{point.Id}' AND \"quantity\" = '{Quantities.NameOf(quantity)}' AND {rest}");
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
            return false; // nothing is there
        }

        foreach (var row in series[0].GetProperty("values").EnumerateArray())
        {
            take(row);
        }

        return series[0].TryGetProperty("partial", out var partial) && partial.GetBoolean();
    }

    // row = "[" time "," sum "," covered "," min "," max "," interval "]", each but the time perhaps null
    private static HistorySum? TryReadSum(JsonElement row, Quantity quantity, long interval)
    {
        var decimals = Quantities.Of(quantity).Decimals;
        return row[1].ValueKind == JsonValueKind.String && Int128.TryParse(row[1].GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var weighted)
            && row[2].ValueKind == JsonValueKind.Number && row[2].TryGetInt64(out var covered)
            && row[5].ValueKind == JsonValueKind.Number && row[5].TryGetInt64(out var written) && written == interval
            && (TryReadScaled(row[3], decimals, out var minimum) & TryReadScaled(row[4], decimals, out var maximum) || covered == 0)
            ? new HistorySum(weighted, covered, minimum, maximum)
            : null;
    }

    private static bool TryReadScaled(JsonElement number, int decimals, out long scaled)
    {
        scaled = 0;
        return number.ValueKind == JsonValueKind.Number && FixedPoint.TryParse(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(number), decimals, out scaled);
    }

    // row = "[" time "," value "," invalid "," flag "]", each but the time perhaps null
    private static Sample Read(JsonElement row, int point, Quantity quantity)
    {
        var flag = row[3].ValueKind == JsonValueKind.String ? row[3].GetString() : "";
        var number = row[1].ValueKind == JsonValueKind.Number ? row[1] : row[2];
        if (!SampleFlags.TryRead(System.Text.Encoding.UTF8.GetBytes(flag ?? ""), out var read)
            || !TryReadScaled(number, Quantities.Of(quantity).Decimals, out var scaled))
        {
            throw new InfluxException($"InfluxDB holds a sample that is none of ours: {row.GetRawText()}");
        }

        return new Sample(new Instant(row[0].GetInt64()), scaled, point, quantity, read);
    }

    private static string Time(Instant time) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(time.Milliseconds, -MillisecondsMaximum, MillisecondsMaximum)}ms");
}
