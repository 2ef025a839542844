using System.Buffers;
using DustWatch.Dashboard.Commands;
using DustWatch.Ingest.Decoding;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>Reads files of samples, several parts of them at a time.</summary>
/// <param name="registry">The points.</param>
/// <param name="cores">How many cores read.</param>
/// <param name="progress">Bad lines, and how far it is.</param>
internal sealed class CsvFiles(Registry registry, int cores, BacktestProgress progress)
{
    private const int ReadSamplesMaximum = 8192;

    /// <summary>Lines that were skipped.</summary>
    public long BadLineCount { get; private set; }

    /// <summary>All samples of <paramref name="files"/>, in the order of the files and of their lines; null when a bad line has stopped it.</summary>
    /// <param name="files">Paths, or <c>-</c> for standard input.</param>
    /// <param name="isStrict">Whether the first bad line stops it.</param>
    /// <param name="segmentBytes">Length of the parts that files are cut into.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CommandFailedException">A file is not packed as it says.</exception>
    public SamplesByPoint? Read(IReadOnlyList<string> files, bool isStrict, long segmentBytes, CancellationToken cancellationToken)
    {
        IReadOnlyList<CsvSegment> segments = [.. files.SelectMany(file => CsvSegment.Of(file, segmentBytes))];
        progress.Begin("reading", segments.Any(s => s.Length is null) ? null : segments.Sum(s => s.Length));
        var badLines = new BadLines(segments, isStrict, progress);
        var parts = new SamplesByPoint?[segments.Count];
        var next = -1;
        void ReadNext()
        {
            // In their order: whoever is first is said first.
            for (var number = Interlocked.Increment(ref next); number < segments.Count && !badLines.IsStopped; number = Interlocked.Increment(ref next))
            {
                parts[number] = Read(segments[number], number, badLines, cancellationToken);
            }
        }

        var workers = Math.Min(cores, segments.Count);
        try
        {
            Parallel.Invoke(new ParallelOptions { MaxDegreeOfParallelism = workers }, [.. Enumerable.Repeat(ReadNext, workers)]);
        }
        catch (AggregateException exception)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        BadLineCount = badLines.Count;
        return badLines.IsStopped ? null : Joined(parts);
    }

    private SamplesByPoint Read(CsvSegment segment, int number, BadLines badLines, CancellationToken cancellationToken)
    {
        var samples = new SamplesByPoint(registry.Points.Count);
        using var stream = segment.Open(out var raw);
        var reader = new CsvSampleReader(stream, segment.File, registry, line => badLines.Add(number, line));
        var buffer = ArrayPool<Sample>.Shared.Rent(ReadSamplesMaximum);
        try
        {
            int count;
            var seen = 0L;
            while (!badLines.IsStopped && (count = reader.Read(buffer)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                samples.Add(buffer.AsSpan(0, count));
                progress.Add(raw.Taken - seen);
                seen = raw.Taken;
            }
        }
        catch (InvalidDataException exception)
        {
            throw new CommandFailedException($"{segment.File}: {exception.Message}");
        }
        finally
        {
            ArrayPool<Sample>.Shared.Return(buffer);
        }

        badLines.Complete(number, reader.Lines);
        return samples;
    }

    private SamplesByPoint Joined(IEnumerable<SamplesByPoint?> parts)
    {
        var all = new SamplesByPoint(registry.Points.Count);
        foreach (var part in parts.OfType<SamplesByPoint>())
        {
            all.Add(part);
        }

        return all;
    }
}
