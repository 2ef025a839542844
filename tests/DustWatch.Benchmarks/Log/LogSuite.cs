using System.Runtime.InteropServices;
using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Log;

/// <summary>
/// The log alone: samples in batches until each is durable on disk, and all of it read from the file by a reader that is behind. Beside it a row a sample in the
/// same engine, and the bytes alone in a plain file with a sync after each batch.
/// </summary>
internal static class LogSuite
{
    public const string Name = "log";

    /// <summary>Samples of one append: what a busy second brings.</summary>
    public const int BatchSamples = 4_096;

    private const int UnderWay = 64; // appends that are not durable yet, as the connections of an endpoint have them
    private const int SampleBytes = 22; // of the log's file
    private const double Million = 1e6;
    private const string CpuUnit = "M samples/CPU-s";
    private const string WallUnit = "M samples/s wall";

    public static IReadOnlyList<Figure> Run(bool isQuick)
    {
        var folder = Directory.CreateTempSubdirectory("dustwatch-log-");
        try
        {
            return Run(isQuick ? LogSize.Quick : LogSize.Usual, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<Figure> Run(LogSize size, string folder)
    {
        var samples = Samples();
        var (log, rows, raw) = (Path.Combine(folder, "log.db"), Path.Combine(folder, "rows.db"), Path.Combine(folder, "raw"));
        List<(string Name, Func<long> Take)> turns =
        [
            ("append", () => AppendAsync(Empty(log), samples, size.Batches).GetAwaiter().GetResult()),
            ("SQLite rows", () => AppendRows(Empty(rows), samples, size.RowBatches)),
            ("raw append + fdatasync", () => AppendRaw(Empty(raw), samples, size.Batches)),
            ("read", () => ReadAsync(log).GetAwaiter().GetResult()),
            ("SQLite rows", () => ReadRows(rows)),
            ("raw file", () => ReadRaw(raw)),
        ];
        var (cpu, wall) = Race(turns, size);
        List<Figure> figures = [];
        foreach (var (ours, peer) in ((int, int)[])[(0, 1), (0, 2), (3, 4), (3, 5)])
        {
            var name = ours == 0 ? "append, durable" : "read, behind";
            figures.Add(cpu.Compare(name, ours, peer, turns[peer].Name, CpuUnit, 1 / Million));
            figures.Add(wall.Compare(name, ours, peer, turns[peer].Name, WallUnit, 1 / Million));
        }

        return figures;
    }

    // What reads comes after what wrote the file: the order turns among those that write, and among those that read.
    private static (Scores Cpu, Scores Wall) Race(List<(string Name, Func<long> Take)> turns, LogSize size)
    {
        var (cpu, wall) = (new Scores(turns.Count, size.Rounds), new Scores(turns.Count, size.Rounds));
        for (var round = -size.WarmRounds; round < size.Rounds; round++)
        {
            for (var turn = 0; turn < turns.Count; turn++)
            {
                var number = (turn / 3 * 3) + ((turn + round + size.WarmRounds) % 3);
                GC.Collect();
                var (allocated, spent, began) = (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime, TimeProvider.System.GetTimestamp());
                var operations = turns[number].Take();
                var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
                spent = Environment.CpuUsage.TotalTime - spent;
                allocated = GC.GetTotalAllocatedBytes() - allocated;
                if (round >= 0)
                {
                    cpu.Note(number, round, operations, spent.TotalSeconds, allocated);
                    wall.Note(number, round, operations, seconds, allocated);
                }
            }
        }

        return (cpu, wall);
    }

    private static async Task<long> AppendAsync(string path, Sample[] samples, int batches)
    {
        await using var log = new SqliteSampleLog(path, TimeProvider.System);
        var underWay = new Queue<Task<long>>();
        for (var i = 0; i < batches; i++)
        {
            if (underWay.Count == UnderWay)
            {
                await underWay.Dequeue();
            }

            underWay.Enqueue(log.AppendAsync(samples).AsTask());
        }

        while (underWay.TryDequeue(out var append))
        {
            await append;
        }

        return (long)batches * samples.Length;
    }

    private static async Task<long> ReadAsync(string path)
    {
        await using var log = new SqliteSampleLog(path, TimeProvider.System);
        var (count, sum) = (0L, 0L);
        await foreach (var page in log.ReadAsync(0, CancellationToken.None))
        {
            foreach (var record in page)
            {
                var samples = record is SampleBatch batch ? batch.Samples.Span : [];
                foreach (ref readonly var sample in samples)
                {
                    sum += sample.Value;
                }

                count += samples.Length;
            }

            if (page[^1].Position == log.End)
            {
                break;
            }
        }

        return sum == 0 ? 0 : count;
    }

    private static long AppendRows(string path, Sample[] samples, int batches)
    {
        using var file = new RowFile(path);
        for (var i = 0; i < batches; i++)
        {
            file.Append(samples);
        }

        return (long)batches * samples.Length;
    }

    private static long ReadRows(string path)
    {
        using var file = new RowFile(path, isNew: false);
        return file.ReadAll();
    }

    private static long AppendRaw(string path, Sample[] samples, int batches)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var i = 0; i < batches; i++)
        {
            file.Write(MemoryMarshal.AsBytes(samples.AsSpan())[..(samples.Length * SampleBytes)]);
            file.Flush(flushToDisk: true);
        }

        return (long)batches * samples.Length;
    }

    private static long ReadRaw(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, bufferSize: 0);
        var buffer = new byte[1 << 20];
        var (bytes, sum) = (0L, 0L);
        while (file.Read(buffer) is > 0 and var read)
        {
            foreach (var word in MemoryMarshal.Cast<byte, long>(buffer.AsSpan(0, read)))
            {
                sum = unchecked((31 * sum) + word);
            }

            bytes += read;
        }

        return sum == 0 ? 0 : bytes / SampleBytes;
    }

    private static Sample[] Samples() =>
        [.. Enumerable.Range(0, BatchSamples).Select(i => new Sample(new Instant(1_750_000_000_000 + i), 800_000 + (i % 1000), i % 1000, Quantity.DustRespirable, SampleFlag.Valid))];

    private static string Empty(string path)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            File.Delete(path + suffix);
        }

        return path;
    }
}
