using System.Buffers;
using System.IO.Compression;
using System.Text;
using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Dashboard.Backtesting;
using DustWatch.Dashboard.Commands;
using DustWatch.Measurements;
using DustWatch.Tests.Backends;
using NUnit.Framework;

namespace DustWatch.Tests.Backtesting;

/// <summary>Judged while it is read, or kept until all is there: what is written, said and counted is the same.</summary>
[TestFixture]
internal sealed class StreamedJudgingTests
{
    private const int Points = 40;
    private const long Minute = 60_000;

    private static readonly Registry Registry = GivenFiles.Points(Points);

    private static readonly RuleSet Rules = Given.Rules(
        Given.Rule("dust", Quantity.DustRespirable, new RuleWindow(WindowKind.Sliding, 5 * Minute), Aggregate.Mean, Given.Level(Level.Notice, 0.5m), Given.Level(Level.Exceeded, 1)),
        Given.Offline());

    private static readonly RuleSet OtherRules = Given.Rules(
        Given.Rule("noise", Quantity.NoiseLaeq, new RuleWindow(WindowKind.Shift), Aggregate.Lex8h, Given.Level(Level.Exceeded, 85)));

    private static readonly Sample[] Ordered = Stream(new Random(5));

    private static readonly string Expected = GivenFiles.Judge(Registry, Rules, SetOf(Ordered), shards: 1, cores: 1);

    private static readonly string OtherExpected = GivenFiles.Judge(Registry, OtherRules, SetOf(Ordered), shards: 1, cores: 1);

    [Test]
    public void Gives_the_same_bytes_whatever_the_order_the_cores_and_the_pieces(
        [Values] bool isShuffled, [Values] bool isPacked, [Values(1, 2, 5)] int cores, [Values(500, 20_000, 1 << 20)] int pieceBytes)
    {
        Assert.That(Expected.Split('\n'), Has.Length.GreaterThan(100), "a stream without transitions would prove nothing");
        using var folder = new TemporaryFolder();
        var samples = Ordered.ToArray();
        if (isShuffled)
        {
            new Random(6).Shuffle(samples);
        }

        var file = Write(folder, "one.csv", GivenFiles.Csv(samples).Insert(GivenFiles.Csv([]).Length, "bad\n") + "worse\n", isPacked);
        var (judged, said, bad) = Judge([file], [Rules, OtherRules], cores, pieceBytes);
        Assert.That(judged?.Select(Text), Is.EqualTo(new[] { Expected, OtherExpected }));
        Assert.That(said, Is.EqualTo(new[] { $"{file}:2: malformed: bad", $"{file}:{samples.Length + 3}: malformed: worse" }));
        Assert.That((bad, judged?[0].Counts.Samples), Is.EqualTo((2L, (long)samples.Length)));
    }

    [Test]
    public void Takes_several_files_as_one_set([Values] bool isInTurn, [Values(1, 3)] int cores)
    {
        using var folder = new TemporaryFolder();
        var (early, late) = (Ordered[..(Ordered.Length / 3)], Ordered[(Ordered.Length / 3)..]);
        string[] files = [Write(folder, "early.csv", GivenFiles.Csv(early) + "bad\n"), Write(folder, "late.csv", GivenFiles.Csv(late) + "bad\n")];
        var (judged, said, _) = Judge(isInTurn ? files : [.. files.Reverse()], [Rules], cores, pieceBytes: 5_000);
        Assert.That(judged?.Select(Text), Is.EqualTo(new[] { Expected }));
        Assert.That(said.Order(StringComparer.Ordinal), Is.EqualTo(new[] { $"{files[0]}:{early.Length + 2}: malformed: bad", $"{files[1]}:{late.Length + 2}: malformed: bad" }));
    }

    [Test]
    public void Takes_a_file_for_each_point([Values] bool isReverse, [Values(1, 3)] int cores)
    {
        using var folder = new TemporaryFolder();
        var files = Ordered.GroupBy(sample => sample.Point).Select(point => Write(folder, $"{point.Key}.csv", GivenFiles.Csv(point)));
        var (judged, said, _) = Judge([.. isReverse ? files.Reverse() : files], [Rules], cores, pieceBytes: 5_000);
        Assert.That(judged?.Select(Text), Is.EqualTo(new[] { Expected }));
        Assert.That(said, Is.Empty);
    }

    [Test]
    public void Gives_nothing_when_a_bad_line_has_stopped_it([Values] bool isShuffled, [Values(1, 3)] int cores)
    {
        using var folder = new TemporaryFolder();
        var file = Write(folder, "one.csv", GivenFiles.Csv(isShuffled ? Ordered.Reverse() : Ordered) + "bad\nworse\n");
        var (judged, said, bad) = Judge([file], [Rules], cores, pieceBytes: 5_000, isStrict: true);
        Assert.That((judged, bad), Is.EqualTo(((IReadOnlyList<Judged>?)null, 1L)));
        Assert.That(said, Is.EqualTo(new[] { $"{file}:{Ordered.Length + 2}: malformed: bad" }));
    }

    [Test]
    public void Judges_nothing_where_nothing_is()
    {
        using var folder = new TemporaryFolder();
        var (judged, _, _) = Judge([Write(folder, "empty.csv", ""), Write(folder, "header.csv", GivenFiles.Csv([]))], [Rules, null], cores: 2, pieceBytes: 1000);
        Assert.That(judged?.Select(each => (each.Transitions.Count, each.Counts.Samples)), Is.EqualTo(new[] { (0, 0L), (0, 0L) }));
    }

    [Test]
    public void Passes_the_failure_of_a_file_on([Values(1, 3)] int cores)
    {
        using var folder = new TemporaryFolder();
        var file = Write(folder, "plain.csv.gz", GivenFiles.Csv(Ordered));
        Assert.That(() => Judge([file], [Rules], cores, pieceBytes: 5_000), Throws.TypeOf<DustWatch.Dashboard.Commands.CommandFailedException>().With.Message.StartsWith(file));
    }

    [TestCase("2 4 4 8 | 8 9", true, TestName = "Takes_what_is_in_order")]
    [TestCase("2 4 3", false, TestName = "Refuses_what_is_older_than_the_one_before_it")]
    [TestCase("2 4 | 3", false, TestName = "Refuses_what_is_older_than_the_last_of_the_piece_before")]
    [TestCase("2 | x1", true, 1, TestName = "Takes_what_is_no_older_than_what_was_known_beforehand")]
    [TestCase("2 | x1", false, TestName = "Refuses_what_is_older_than_the_first_of_all")]
    [TestCase("2 x1 | x3", true, TestName = "Takes_points_in_any_order_within_the_first_piece")]
    public void Takes_what_is_in_order(string pieces, bool isTaken, int firstMinute = 9)
    {
        var first = Given.ShiftStart.Plus(firstMinute * Minute);
        var judging = new StreamedJudging(Registry, [Rules], first, shards: 1);
        var taken = pieces.Split(" | ").All(piece =>
        {
            var runs = new SampleRuns(shards: 1);
            runs.Fill([.. piece.Split(' ').Select(word => Given.Dust(Minute * (word[^1] - '0'), 1, point: word[0] == 'x' ? 1 : 0))], new RunPlace[Points]);
            return judging.Admit(runs);
        });
        Assert.That((taken, judging.IsInOrder), Is.EqualTo((isTaken, isTaken)));
    }

    private static (IReadOnlyList<Judged>? Judged, string[] Said, long Bad) Judge(string[] files, RuleSet?[] rules, int cores, int pieceBytes, bool isStrict = false)
    {
        using var error = new StringWriter { NewLine = "\n" };
        var (judged, bad) = CommandProgress.Run(error, progress =>
        {
            var csv = new CsvFiles(Registry, cores, progress);
            return (csv.Judge(files, rules, isStrict, pieceBytes, CancellationToken.None), csv.BadLineCount);
        });
        return (judged, error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), bad);
    }

    private static string Text(Judged judged)
    {
        var text = new ArrayBufferWriter<byte>();
        foreach (var transition in judged.Transitions)
        {
            TransitionJson.Write(transition, text);
            text.Write("\n"u8);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static string Write(TemporaryFolder folder, string name, string text, bool isPacked = false)
    {
        using var file = File.Create(folder.File(name));
        using Stream stream = isPacked ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(Encoding.UTF8.GetBytes(text));
        return folder.File(name);
    }

    private static SamplesByPoint SetOf(Sample[] samples)
    {
        var set = new SamplesByPoint(Points);
        set.Add(samples);
        return set;
    }

    // Four hours, with gaps in which points fall silent; no two samples of a series at one time.
    private static Sample[] Stream(Random random) =>
    [
        .. from minute in Enumerable.Range(0, 240)
           from point in Enumerable.Range(0, Points)
           where (minute / 30 + point) % 5 != 0
           from sample in new[] { Given.Dust(minute * Minute, random.Next(30) / 20m, point: point), Given.Noise(minute * Minute, 60 + random.Next(60), point: point) }
           select sample,
    ];
}
