using System.Buffers;
using DustWatch.Backends.Influx;
using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.History;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.History;

/// <summary>
/// Records of the log into a history: the embedded one beside a table of rows by hand; encoding for InfluxDB beside interpolated text; and into real servers, beside a
/// loader that has nothing to do but send.
/// </summary>
internal static class HistorySuite
{
    public const string Name = "history";

    private const double Thousand = 1e3;
    private const double Million = 1e6;
    private const string Ours = "ours";
    private const string Bare = "bare";

    public static async Task<IReadOnlyList<Figure>> RunAsync(bool isQuick)
    {
        var size = isQuick ? HistorySize.Quick : HistorySize.Usual;
        var folder = Directory.CreateTempSubdirectory("dustwatch-history-");
        try
        {
            List<Figure> figures = [await RunSqliteAsync(size, folder.FullName), await RunStepsAsync(size, folder.FullName), RunEncoding(size)];
            await using (var influx = await LineServer.TryStartInfluxAsync(folder.FullName, [Ours, Bare]))
            {
                figures.AddRange(influx is null ? [] : await RunServerAsync(size, influx, folder.FullName));
            }

            await using (var victoria = await LineServer.TryStartVictoriaMetricsAsync(folder.FullName))
            {
                figures.AddRange(victoria is null ? [] : await RunServerAsync(size, victoria, folder.FullName));
            }

            return figures;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Figure> RunSqliteAsync(HistorySize size, string folder)
    {
        var records = new HistoryRecords(size);
        await using var history = new SqliteHistory(Path.Combine(folder, "history.db"), HistoryRetention.Default, () => records.Registry);
        using var bare = new BareSqlite(Path.Combine(folder, "bare.db"));
        long Write(IReadOnlyList<LogRecord> input)
        {
            foreach (var record in input)
            {
                history.WriteAsync([record], CancellationToken.None).AsTask().GetAwaiter().GetResult(); // it writes on this thread
            }

            return SamplesOf(input);
        }

        long WriteBare(IReadOnlyList<LogRecord> input)
        {
            bare.Write(input);
            return SamplesOf(input);
        }

        List<Contender<IReadOnlyList<LogRecord>>> contenders = [new(Ours, Write), new(Bare, WriteBare)];
        return Race.Run(contenders, () => records.Next(size.Records), size.WarmRounds, size.Rounds).Compare("SQLite write", 0, 1, "bare prepared loop", "M samples/CPU-s", 1 / Million);
    }

    private static async Task<Figure> RunStepsAsync(HistorySize size, string folder)
    {
        var records = new HistoryRecords(size with { Points = 1 });
        await using var history = new SqliteHistory(Path.Combine(folder, "steps.db"), HistoryRetention.Default, () => records.Registry);
        var span = new Interval(new Instant(HistoryRecords.Start), new Instant(HistoryRecords.Start));
        while (span.Milliseconds < TimeSpan.FromDays(size.Days).TotalMilliseconds)
        {
            var record = records.Next(1);
            await history.WriteAsync(record, CancellationToken.None);
            span = span with { End = record[0].At };
        }

        var point = records.Registry.Points[0];
        var stepping = new HistoryStepping(span, StepMilliseconds: 900_000, point.HoldMilliseconds, point.IntervalMilliseconds);
        long Fold(Func<HistorySum[]> read) => read().Length;
        List<Contender<bool>> contenders =
        [
            new(Ours, _ => Fold(() => history.ReadSums(0, Quantity.DustRespirable, stepping))),
            new("from samples", _ => Fold(() => history.SumSamples(0, Quantity.DustRespirable, stepping))),
        ];
        return Race.Run(contenders, () => true, size.WarmRounds, size.Rounds).Compare($"SQLite, {size.Days} days in quarters of an hour", 0, 1, "from samples", "k steps/CPU-s", 1 / Thousand);
    }

    private static Figure RunEncoding(HistorySize size)
    {
        var records = new HistoryRecords(size);
        var lines = new SampleLines(records.Registry);
        var output = new ArrayBufferWriter<byte>(size.RecordSamples * 256);
        long Encode(IReadOnlyList<LogRecord> input)
        {
            foreach (var record in input)
            {
                output.ResetWrittenCount();
                foreach (ref readonly var sample in ((SampleBatch)record).Samples.Span)
                {
                    lines.TryWrite(sample, output);
                }
            }

            return SamplesOf(input);
        }

        long Interpolate(IReadOnlyList<LogRecord> input)
        {
            foreach (var record in input)
            {
                output.ResetWrittenCount();
                PlainLines.Write(((SampleBatch)record).Samples.Span, records.Registry, output);
            }

            return SamplesOf(input);
        }

        List<Contender<IReadOnlyList<LogRecord>>> contenders = [new(Ours, Encode), new("interpolated", Interpolate)];
        return Race.Run(contenders, () => records.Next(size.Records * 10), size.WarmRounds, size.Rounds).Compare("InfluxDB encode", 0, 1, "interpolated text", "M lines/CPU-s", 1 / Million);
    }

    private static async Task<IReadOnlyList<Figure>> RunServerAsync(HistorySize size, LineServer server, string folder)
    {
        var records = new HistoryRecords(size);
        var options = new InfluxOptions(server.Address, server.Api, Ours, Ours, Ours);
        var place = Directory.CreateDirectory(Path.Combine(folder, server.Name)).FullName;
        await using var history = new InfluxHistory(options, place, new ForgetfulHistory(), null, () => records.Registry, _ => records.Registry, TimeProvider.System);
        var path = server.Api == InfluxApi.V1 ? $"write?db={Bare}&precision=ms" : $"api/v2/write?org={Bare}&bucket={Bare}&precision=ms&extra_label=loader={Bare}"; // one store: other series
        using var loader = new BareLoader(new Uri(server.Address, path), options);
        var lines = new SampleLines(records.Registry);
        var (stored, busy) = (new Scores(2, size.Rounds), new Scores(2, size.Rounds));
        for (var round = -size.WarmRounds; round < size.Rounds; round++)
        {
            var input = records.Next(size.ServerRecords);
            var bodies = loader.Encode(input, lines);
            for (var turn = 0; turn < 2; turn++)
            {
                var number = (turn + round + size.WarmRounds) % 2;
                var (began, cpu) = (TimeProvider.System.GetTimestamp(), server.CpuSeconds);
                await (number == 0 ? history.WriteAsync(input, CancellationToken.None).AsTask() : loader.PostAsync(bodies));
                var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
                if (round >= 0)
                {
                    stored.Note(number, round, SamplesOf(input), seconds, 0);
                    busy.Note(number, round, (long)((server.CpuSeconds - cpu) * Million), seconds, 0);
                }
            }
        }

        return
        [
            stored.Compare($"{server.Name} stores", 0, 1, "bare loader", "M lines/s wall", 1 / Million),
            busy.Compare($"{server.Name} is busy", 0, 1, "bare loader", "cores", 1 / Million),
        ];
    }

    private static long SamplesOf(IReadOnlyList<LogRecord> records) => records.Sum(record => ((SampleBatch)record).Samples.Length);
}
