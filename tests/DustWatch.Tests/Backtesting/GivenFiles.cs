using System.Buffers;
using System.Text;
using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Dashboard.Backtesting;
using DustWatch.Dashboard.Commands;
using DustWatch.Ingest.Decoding;
using DustWatch.Measurements;

namespace DustWatch.Tests.Backtesting;

/// <summary>Registries, files and backtests of files, inside the process.</summary>
internal static class GivenFiles
{
    /// <summary>Points <c>p0</c>, <c>p1</c>, …, each of dust and noise.</summary>
    public static Registry Points(int count) => Given.Registry([.. Enumerable.Range(0, count).Select(i => Given.Point($"p{i}", i))]);

    /// <summary>Samples as a file has them, with its header.</summary>
    public static string Csv(IEnumerable<Sample> samples)
    {
        var text = new ArrayBufferWriter<byte>();
        CsvSamples.WriteHeader(text);
        foreach (var sample in samples)
        {
            CsvSamples.WriteLine(text, $"p{sample.Point}", sample);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>Reads files.</summary>
    /// <returns>The samples, null when it was stopped, and what was said on standard error.</returns>
    public static (SamplesByPoint? Samples, string[] Said) Read(Registry registry, IReadOnlyList<string> files, int cores = 2, int pieceBytes = 1 << 20, bool isStrict = false)
    {
        using var error = new StringWriter { NewLine = "\n" };
        var samples = CommandProgress.Run(error, progress => new CsvFiles(registry, cores, progress).Read(files, isStrict, pieceBytes, CancellationToken.None));
        return (samples, error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>A point's samples as they are judged.</summary>
    public static Sample[] InOrderOf(this SamplesByPoint samples, int point) => [.. samples.InOrderOf(point, new Sample[7]).SelectMany(batch => batch.ToArray())];

    /// <summary>Judges a set; what is written, byte for byte.</summary>
    public static string Judge(Registry registry, RuleSet? rules, SamplesByPoint samples, int shards, int cores)
    {
        var judged = CommandProgress.Run(TextWriter.Null, progress => new SampleSet(registry, samples, shards, cores).Judge(rules, progress, CancellationToken.None));
        var text = new ArrayBufferWriter<byte>();
        foreach (var transition in judged.Transitions)
        {
            TransitionJson.Write(transition, text);
            text.Write("\n"u8);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
