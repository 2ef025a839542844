using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Tests.Backends;

internal static class LogReading
{
    /// <summary>For samples of 2023 in records of any time: in a history by the defaults they would be forgotten as they come.</summary>
    public static HistoryRetention KeptForEver { get; } = HistoryRetention.Default with { Raw = TimeSpan.FromDays(20_000) };

    /// <summary>The records after a position, up to the one at <paramref name="end"/>.</summary>
    public static async Task<List<LogRecord>> ReadToAsync(this ISampleLog log, long end, long position = 0)
    {
        var records = new List<LogRecord>();
        if (end <= position)
        {
            return records;
        }

        await foreach (var page in log.ReadAsync(position, CancellationToken.None))
        {
            records.AddRange(page.TakeWhile(record => record.Position <= end));
            if (page[^1].Position >= end)
            {
                break;
            }
        }

        return records;
    }

    public static IEnumerable<Sample> SamplesOf(this IEnumerable<LogRecord> records) =>
        records.OfType<SampleBatch>().SelectMany(batch => batch.Samples.ToArray());

    public static Sample[] Samples(int count, int point = 0, int first = 0) =>
        [.. Enumerable.Range(first, count).Select(i => Sample(point, i))];

    public static Sample Sample(int point, int i) =>
        new(new Instant(1_700_000_000_000 + (1000L * i)), i, point, Quantity.DustRespirable, SampleFlag.Valid);
}
