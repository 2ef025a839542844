using DustWatch.Measurements;
using DustWatch.Tests.Backends;
using NUnit.Framework;

namespace DustWatch.Tests.Backtesting;

/// <summary>However a file is cut and however many cores read it, what is read and what is said is the same.</summary>
[TestFixture]
internal sealed class CsvFilesTests
{
    private static readonly Registry Registry = GivenFiles.Points(3);

    private static readonly Sample[] Samples =
        [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? Given.Dust(i * 1000L, i, point: i % 3) : Given.Noise(i * 1000L, 50 + i, point: i % 3))];

    [Test]
    public void Reads_the_same_wherever_it_is_cut([Values(1, 2, 3)] int cores, [Values(1, 27, 28, 29, 100, 333, 100_000)] int pieceBytes)
    {
        using var folder = new TemporaryFolder();
        var lines = GivenFiles.Csv(Samples).Split('\n').ToList();
        lines.Insert(1, "first");
        lines.Insert(20, "nowhere,noise_laeq,1740960000000,60,N");
        lines.Insert(30, "");
        lines[^1] = "last, without its end";
        var one = Write(folder, "one.csv", string.Join('\n', lines));
        var other = Write(folder, "other.csv", GivenFiles.Csv(Samples.Reverse()) + "bad\n");
        var (samples, said) = GivenFiles.Read(Registry, [one, other], cores, pieceBytes);
        Assert.That(said, Is.EqualTo(new[]
        {
            $"{one}:2: malformed: first",
            $"{one}:21: unknown-point: nowhere,noise_laeq,1740960000000,60,N",
            $"{one}:45: malformed: last, without its end",
            $"{other}:42: malformed: bad",
        }));
        Assert.That(samples?.Count, Is.EqualTo(2 * Samples.Length));
        foreach (var point in Registry.Points)
        {
            var expected = Samples.Where(sample => sample.Point == point.Number).SelectMany(sample => new[] { sample, sample });
            Assert.That(samples?.InOrderOf(point.Number), Is.EqualTo(expected));
        }
    }

    [Test]
    public void Stops_at_the_first_bad_line_of_all_when_strict([Values(1, 3)] int cores, [Values(1, 50, 100_000)] int pieceBytes)
    {
        using var folder = new TemporaryFolder();
        var file = Write(folder, "one.csv", GivenFiles.Csv(Samples) + "bad\nworse\n");
        var later = Write(folder, "later.csv", "no header\n");
        var (samples, said) = GivenFiles.Read(Registry, [file, later], cores, pieceBytes, isStrict: true);
        Assert.That(said, Is.EqualTo(new[] { $"{file}:42: malformed: bad" }));
        Assert.That(samples, Is.Null);
    }

    [Test]
    public void Says_once_that_a_header_is_another([Values(1, 5, 100_000)] int pieceBytes)
    {
        using var folder = new TemporaryFolder();
        var file = Write(folder, "one.csv", "time;value\n1;2\n3;4\n");
        var (samples, said) = GivenFiles.Read(Registry, [file], cores: 2, pieceBytes);
        Assert.That(said, Is.EqualTo(new[] { $"{file}:1: malformed: time;value" }));
        Assert.That(samples?.Count, Is.Zero);
    }

    [Test]
    public void Takes_equal_times_in_the_order_of_the_files_and_then_of_their_lines()
    {
        using var folder = new TemporaryFolder();
        var late = Write(folder, "late.csv", GivenFiles.Csv([Given.Dust(5000, 1), Given.Dust(5000, 2)]));
        var early = Write(folder, "early.csv", GivenFiles.Csv([Given.Dust(5000, 3), Given.Dust(1000, 4)]));
        var (samples, _) = GivenFiles.Read(Registry, [late, early]);
        Assert.That(samples?.InOrderOf(0), Is.EqualTo(new[] { Given.Dust(1000, 4), Given.Dust(5000, 1), Given.Dust(5000, 2), Given.Dust(5000, 3) }));
    }

    private static string Write(TemporaryFolder folder, string name, string text)
    {
        File.WriteAllText(folder.File(name), text);
        return folder.File(name);
    }
}
