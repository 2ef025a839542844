using DustWatch.Backends.Sqlite;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Backends;

/// <summary>Reading the log beside the process that writes it.</summary>
[TestFixture]
internal sealed class SqliteLogReaderTests
{
    private static readonly Instant Start = Given.ShiftStart;

    [Test]
    public async Task Finds_records_by_time_while_the_log_is_written()
    {
        using var folder = new TemporaryFolder();
        var clock = new ManualTime(Start);
        await using var log = new SqliteSampleLog(folder.File("log.db"), clock);
        for (var second = 0; second < 50; second++)
        {
            clock.Now = Start.Plus(1000 * (second / 2)); // two records of each time
            await log.TickAsync();
        }

        using var reader = new SqliteLogReader(folder.File("log.db"));
        await log.TickAsync(); // came later than the reader
        Assert.Multiple(() =>
        {
            Assert.That(reader.FirstAfter(Start.Plus(-1)), Is.EqualTo(1));
            Assert.That(reader.FirstAfter(Start), Is.EqualTo(3));
            Assert.That(reader.FirstAfter(Start.Plus(999)), Is.EqualTo(3));
            Assert.That(reader.FirstAfter(Start.Plus(23_000)), Is.EqualTo(49));
            Assert.That(reader.FirstAfter(Start.Plus(24_000)), Is.EqualTo(51), "one past what it knows");
            Assert.That(reader.Read(3, 49).SelectMany(page => page).Select(record => record.Position), Is.EqualTo(Enumerable.Range(3, 47)));
            Assert.That(reader.Read(51, 50), Is.Empty);
        });
    }

    [Test]
    public async Task Covers_only_what_was_not_cut_away()
    {
        using var folder = new TemporaryFolder();
        var clock = new ManualTime(Start);
        await using (var log = new SqliteSampleLog(folder.File("log.db"), clock))
        {
            for (var second = 0; second < 3; second++)
            {
                clock.Now = Start.Plus(1000 * second);
                await log.TickAsync();
            }
        }

        using (var whole = new SqliteLogReader(folder.File("log.db")))
        {
            Assert.That(whole.Covers(Start.Plus(-1_000_000)), "nothing was ever before it");
        }

        using (var file = SqliteFile.OpenWriter(folder.File("log.db"), isDurable: false))
        {
            file.Execute("DELETE FROM record WHERE position = 1; UPDATE cut SET position = 1");
        }

        using var rest = new SqliteLogReader(folder.File("log.db"));
        Assert.That((rest.Covers(Start.Plus(999)), rest.Covers(Start.Plus(1000))), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task An_empty_log_covers_nothing()
    {
        using var folder = new TemporaryFolder();
        await using (new SqliteSampleLog(folder.File("log.db"), new ManualTime(Start)))
        {
        }

        using var reader = new SqliteLogReader(folder.File("log.db"));
        Assert.That(reader.Covers(Start), Is.False);
    }
}
