using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Dashboard.Commands;
using DustWatch.Ingest.Decoding;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>
/// Judges files of samples with the live system's state function. All files are one set, in event-time order whatever their order: points are judged
/// one after the other, and what comes out is sorted.
/// </summary>
/// <param name="registry">The points.</param>
/// <param name="rules">Rules, or null for the default ones.</param>
/// <param name="isStrict">Whether the first bad line ends it.</param>
/// <param name="error">Bad lines, progress and the summary go here.</param>
internal sealed class Backtest(Registry registry, RuleSet? rules, bool isStrict, TextWriter error)
{
    private const int ReadSamplesMaximum = 65_536;

    private long _badLines;

    /// <summary>Reads, judges, writes.</summary>
    /// <returns>The exit code: 1 when a line was bad.</returns>
    public int Run(IReadOnlyList<string> files, string? outputFile, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var samples = new SamplesByPoint(registry.Points.Count);
        foreach (var file in files)
        {
            if (!Read(file, samples, cancellationToken))
            {
                return ExitCodes.Failed;
            }
        }

        var transitions = Judge(samples, cancellationToken);
        Write(transitions, outputFile);
        var seconds = Math.Max(clock.Elapsed.TotalSeconds, 0.001);
        error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{samples.Count} samples, {samples.Count / seconds:F0} samples/s, {transitions.Count} transitions"));
        return _badLines == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private bool Read(string file, SamplesByPoint samples, CancellationToken cancellationToken)
    {
        using var stream = File.OpenRead(file);
        using var progress = new ProgressBar(error, file, stream.Length);
        var reader = new CsvSampleReader(stream, file, registry, Report);
        var buffer = ArrayPool<Sample>.Shared.Rent(ReadSamplesMaximum);
        try
        {
            int count;
            while ((count = reader.Read(buffer)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                samples.Add(buffer.AsSpan(0, count));
                progress.Show(stream.Position);
                if (isStrict && _badLines > 0)
                {
                    return false;
                }
            }
        }
        finally
        {
            ArrayPool<Sample>.Shared.Return(buffer);
        }

        return !isStrict || _badLines == 0;
    }

    private void Report(BadLine line)
    {
        if (!isStrict || _badLines == 0)
        {
            error.WriteLine(line.ToString());
        }

        _badLines++;
    }

    private List<Transition> Judge(SamplesByPoint samples, CancellationToken cancellationToken)
    {
        var findings = new Findings();
        if (samples.Count == 0)
        {
            return findings.Transitions;
        }

        var detector = new Detector(registry, rules, samples.First);
        foreach (var fault in detector.Faults)
        {
            error.WriteLine($"dustwatch: warning: {fault}");
        }

        for (var point = 0; point < registry.Points.Count; point++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            detector.OnSamples(samples.InOrderOf(point), findings);
            findings.Repeats.Clear(); // counted by the detector
        }

        detector.Finish(samples.Last, findings);
        findings.Transitions.Sort(TransitionOrder.Instance);
        return findings.Transitions;
    }

    private static void Write(List<Transition> transitions, string? file)
    {
        using var output = file is null ? Console.OpenStandardOutput() : File.Create(file);
        var line = new ArrayBufferWriter<byte>();
        foreach (var transition in transitions)
        {
            line.ResetWrittenCount();
            TransitionJson.Write(transition, line);
            line.Write("\n"u8);
            output.Write(line.WrittenSpan);
        }
    }
}
