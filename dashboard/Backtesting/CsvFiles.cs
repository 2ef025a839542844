using DustWatch.Alerting.Rules;
using DustWatch.Dashboard.Commands;
using DustWatch.Ingest.Decoding;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>Files of samples as one set, read on several cores.</summary>
/// <param name="registry">The points.</param>
/// <param name="cores">How many cores read and judge.</param>
/// <param name="progress">Bad lines, and how far it is.</param>
internal sealed class CsvFiles(Registry registry, int cores, CommandProgress progress)
{
    /// <summary>Lines that were skipped.</summary>
    public long BadLineCount { get; private set; }

    /// <summary>
    /// Judges all samples of <paramref name="files"/> while they are read, where each point's are in the order of their times; else keeps them until all are there.
    /// </summary>
    /// <param name="files">Paths, or <c>-</c> for standard input.</param>
    /// <param name="rules">Sets of rules; null: each point's default rules.</param>
    /// <param name="isStrict">Whether the first bad line stops it.</param>
    /// <param name="pieceBytes">Length of the pieces that files are cut into.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What each set of rules gave; null when a bad line has stopped it.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CommandFailedException">A file is not packed as it says.</exception>
    public IReadOnlyList<Judged>? Judge(IReadOnlyList<string> files, IReadOnlyList<RuleSet?> rules, bool isStrict, int pieceBytes, CancellationToken cancellationToken)
    {
        IReadOnlyList<CsvFile> found = [.. files.Select(CsvFile.Find)];
        var badLines = new BadLines(isStrict, progress);
        if (found.All(file => file.Opened is null))
        {
            var judging = new StreamedJudging(registry, rules, FirstOf(found), Limits.BacktestStreamedShardsOf(registry.Points.Count));
            var isWhole = Run(found, badLines, judging, "judging", Limits.BacktestStreamedShardsOf(registry.Points.Count), pieceBytes, cancellationToken);
            if (isWhole || badLines.IsStopped)
            {
                return isWhole ? judging.Finish(cores) : null;
            }

            badLines.StartAgain();
        }

        var samples = new SamplesByPoint(registry.Points.Count);
        return Keep(found, samples, badLines, pieceBytes, cancellationToken)
            ? [.. rules.Select(set => new SampleSet(registry, samples, Limits.BacktestShardsOf(registry.Points.Count), cores).Judge(set, progress, cancellationToken))]
            : null;
    }

    /// <summary>All samples of <paramref name="files"/>, in the order of the files and of their lines; null when a bad line has stopped it.</summary>
    /// <param name="files">As above.</param>
    /// <param name="isStrict">As above.</param>
    /// <param name="pieceBytes">As above.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CommandFailedException">A file is not packed as it says.</exception>
    public SamplesByPoint? Read(IReadOnlyList<string> files, bool isStrict, int pieceBytes, CancellationToken cancellationToken)
    {
        var samples = new SamplesByPoint(registry.Points.Count);
        return Keep([.. files.Select(CsvFile.Find)], samples, new BadLines(isStrict, progress), pieceBytes, cancellationToken) ? samples : null;
    }

    /// <summary>The smallest time of what the files begin with: of several, each may have a point of its own, and silence counts from the first of all.</summary>
    private Instant FirstOf(IReadOnlyList<CsvFile> files)
    {
        var first = new Instant(long.MaxValue);
        if (files.Count > 1)
        {
            var (decoder, chunk) = (new CsvChunkDecoder(registry), new CsvChunk(Limits.BacktestHeadBytes, shards: 1));
            foreach (var file in files)
            {
                using var stream = file.Open(out _);
                try
                {
                    if (new CsvPieces(stream, file.Name).TryTake(chunk.Piece))
                    {
                        decoder.Decode(chunk);
                        first = Instant.Min(first, chunk.Runs.First);
                    }
                }
                catch (InvalidDataException)
                {
                    // It is said when it comes to this file.
                }
            }
        }

        return first;
    }

    private bool Keep(IReadOnlyList<CsvFile> files, SamplesByPoint samples, BadLines badLines, int pieceBytes, CancellationToken cancellationToken) =>
        Run(files, badLines, new PackedInput(samples), "reading", Limits.BacktestStreamedShardsOf(registry.Points.Count), pieceBytes, cancellationToken);

    private bool Run(IReadOnlyList<CsvFile> files, BadLines badLines, IRunSink sink, string what, int shards, int pieceBytes, CancellationToken cancellationToken)
    {
        progress.Begin(what, files.Any(file => file.Length is null) ? null : files.Sum(file => file.Length));
        using var input = new CsvInput(files, progress);
        try
        {
            return new CsvPipeline(registry, cores, shards, pieceBytes).Run(input, badLines, sink, cancellationToken);
        }
        finally
        {
            BadLineCount = badLines.Count;
        }
    }
}
