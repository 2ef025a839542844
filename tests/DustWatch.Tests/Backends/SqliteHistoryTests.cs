using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Backends;

/// <summary>What the history gathers into chunks, against what was written.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SqliteHistoryTests : IDisposable
{
    private const long Start = 1_750_000_200_000; // a whole ten minutes
    private static readonly Interval Ever = new(new Instant(0), new Instant(4_000_000_000_000));

    private readonly TemporaryFolder _folder = new();
    private long _position;

    private string Path => _folder.File("history.db");

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Keeps_the_first_of_each_time_however_samples_come([Values(1, 2, 3, 4, 5, 6, 7, 8)] int seed)
    {
        var random = new Random(seed);
        var expected = new SortedDictionary<(int, long), Sample>();
        await using (var history = new SqliteHistory(Path))
        {
            for (var write = 0; write < 120; write++)
            {
                // Time goes on by half a minute, and what comes is up to an hour late, some of it twice.
                var now = Start + write * 30_000L;
                var samples = Enumerable.Range(0, random.Next(1, 40)).Select(_ => Any(random, now)).ToArray();
                await WriteAsync(history, now, samples);
                foreach (var sample in samples)
                {
                    expected.TryAdd((sample.Point, sample.Time.Milliseconds), sample);
                }

                AssertHolds(history, expected, random);
            }
        }

        using (var session = new SqliteSession(Path))
        {
            Assert.That(session.Read("SELECT count(*) FROM chunk"), Is.GreaterThan(10), "nothing was gathered");
        }

        await using var again = new SqliteHistory(Path);
        AssertHolds(again, expected, random);
    }

    [Test]
    public async Task Gathers_all_that_is_old_and_leaves_the_last_minutes_to_the_log()
    {
        await using var history = new SqliteHistory(Path);
        for (var second = 0; second < 3600; second += 10)
        {
            var now = Start + second * 1000L;
            await WriteAsync(history, now, [.. Enumerable.Range(0, 10).SelectMany(i => Enumerable.Range(0, 20).Select(point => At(point, now - 9_000 + i * 1000L, i)))]);
        }

        using var session = new SqliteSession(Path);
        Assert.That(session.Read("SELECT max(start) FROM chunk"), Is.EqualTo(Start + 1_800_000), "ended ten minutes ago");
        Assert.That(session.Read("SELECT sum(length(body)) FROM chunk"), Is.LessThan(3 * 20 * 2_400), "three bytes a sample");
        Assert.That(history.Read(7, Quantity.DustRespirable, Ever, int.MaxValue), Has.Count.EqualTo(3600));
        Assert.That(history.Sync(), Is.EqualTo(241), "the record before the first whose samples are not all in the file");
        Assert.That(history.Sync(gathersAll: true), Is.EqualTo(history.Position));
        Assert.That(session.Read("SELECT max(start) FROM chunk"), Is.EqualTo(Start + 3_000_000));
    }

    [Test]
    public async Task Goes_on_after_a_crash_from_where_the_log_is_still_needed([Values(1, 2, 3, 4, 5, 6, 7, 8)] int seed)
    {
        var random = new Random(seed);
        var expected = new SortedDictionary<(int, long), Sample>();
        var records = new List<LogRecord>();
        var crashes = 0;
        var history = new SqliteHistory(Path, KeptForEver(random));
        for (var write = 1; write <= 150; write++)
        {
            var now = Start + write * 30_000L;
            var samples = Enumerable.Range(0, random.Next(1, 40)).Select(_ => Any(random, now)).ToArray();
            Array.ForEach(samples, sample => expected.TryAdd((sample.Point, sample.Time.Milliseconds), sample));
            records.Add(new SampleBatch(write, new Instant(now), samples));
            await history.WriteAsync([records[^1]], CancellationToken.None);
            if (random.Next(10) == 0)
            {
                history = await CrashAsync(history, ++crashes, KeptForEver(random));
                Assert.That(history.Position, Is.LessThanOrEqualTo(write));
                foreach (var page in records.Skip((int)history.Position).Chunk(random.Next(1, 20)))
                {
                    await history.WriteAsync(page, CancellationToken.None);
                }
            }

            AssertHolds(history, expected, random);
        }

        await history.DisposeAsync();
        Assert.That(crashes, Is.GreaterThan(5));
    }

    [Test]
    public async Task Reads_all_that_was_written_while_it_is_gathered()
    {
        await using var history = new SqliteHistory(Path, HistoryRetention.Default with { UngatheredBytes = 5_000 });
        var written = 0;
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(() =>
        {
            var reads = 0;
            for (; !stop.IsCancellationRequested || reads == 0; reads++)
            {
                var before = Volatile.Read(ref written);
                var found = history.Read(0, Quantity.DustRespirable, Ever, int.MaxValue);
                Assert.That(found.Select(s => s.Time.Milliseconds), Is.EqualTo(Enumerable.Range(1, found.Count).Select(i => Start + (i * 1000L))));
                Assert.That(found, Has.Count.GreaterThanOrEqualTo(before));
            }
        });
        for (var i = 1; i <= 3_000; i++)
        {
            await WriteAsync(history, Start + (i * 1000L), At(0, Start + (i * 1000L), i), At(1 + (i % 50), Start + (i * 1000L), i));
            Volatile.Write(ref written, i);
        }

        await stop.CancelAsync();
        await reading;
        using var session = new SqliteSession(Path);
        Assert.That(session.Read("SELECT max(start) FROM chunk"), Is.GreaterThan(Start + 1_800_000), "some were gathered before their time");
    }

    [Test]
    public async Task Has_no_more_in_memory_than_it_may()
    {
        const int bytes = 100_000;
        var (samples, most) = (new UngatheredSamples(), 0L);
        var gathering = new HistoryGathering(HistoryRetention.Default with { UngatheredBytes = bytes }, samples, _ => null, _ => { });
        await using (new SqliteHistory(Path))
        {
            using var file = SqliteFile.OpenWriter(Path, isDurable: false);
            for (var i = 1; i <= 300; i++)
            {
                var now = Start + (i * 100L);
                file.Begin();
                gathering.Run(file, new Instant(now), 1000);
                file.Commit();
                samples.Commit();
                samples.Add([.. Enumerable.Range(0, 1000).Select(point => At(point, now, i * 1_000_003L))], i);
                most = Math.Max(most, samples.Bytes);
            }

            Assert.That(file.Number("SELECT count(*) FROM chunk"), Is.EqualTo(1000));
        }

        Assert.That(most, Is.InRange(bytes, 5 * bytes), "what one write brings, and what is being gathered, comes on top");
    }

    [Test]
    public async Task Is_read_beside_its_writer_with_what_the_log_has_besides()
    {
        await using var history = new SqliteHistory(Path);
        var samples = Enumerable.Range(1, 3_000).Select(i => At(0, Start + (i * 1000L), i)).ToList();
        var records = samples.Chunk(100).Select((chunk, i) => new SampleBatch(i + 1, chunk[^1].Time, chunk)).ToList();
        foreach (var record in records)
        {
            await history.WriteAsync([record], CancellationToken.None);
        }

        using var session = new SqliteSession(Path);
        var chunks = session.Read("SELECT count(*) FROM chunk");
        await using (var beside = SqliteHistory.OpenToRead(Path))
        {
            Assert.That(beside.Position, Is.InRange(1, records.Count - 1));
            Assert.That(beside.Read(0, Quantity.DustRespirable, Ever, int.MaxValue), Has.Count.LessThan(3_000));
            await beside.WriteAsync([.. records.Skip((int)beside.Position)], CancellationToken.None);
            Assert.That(beside.Read(0, Quantity.DustRespirable, Ever, int.MaxValue), Is.EqualTo(samples));
        }

        Assert.That(session.Read("SELECT count(*) FROM chunk"), Is.EqualTo(chunks), "the reader wrote to the file");
    }

    [Test]
    public async Task Tells_the_furthest_position_that_it_has_seen()
    {
        await using var history = new SqliteHistory(Path);
        await WriteAsync(history, Start, At(0, Start, 1));
        await history.WriteAsync([new QuarantinedSample(++_position, new Instant(Start), "device", At(0, Start, 2), "reason")], CancellationToken.None);
        await using var crashed = await CrashAsync(history, 1, HistoryRetention.Default);

        Assert.That((crashed.Position, crashed.FurthestPosition), Is.EqualTo((0, 2)));
    }

    [Test]
    public async Task Names_every_series_that_has_samples_and_no_other()
    {
        await using var history = new SqliteHistory(Path);
        Assert.That(history.ReadSeries(), Is.Empty);
        await WriteAsync(history, Start, [Given.Dust(Start, 0.1m, point: 2), Given.Noise(Start, 60, point: 2), Given.Dust(Start, 0.1m, point: 300)]);
        await WriteAsync(history, Start + 3_600_000, []); // an hour later they are in chunks
        await WriteAsync(history, Start + 3_600_000, [Given.Dust(Start + 3_600_000, 0.1m, point: 0), Given.Dust(Start + 3_600_000, 0.1m, point: 300)]);
        Assert.That(history.ReadSeries(), Is.EqualTo(new[]
        {
            (0, Given.Dust(0, 0).Quantity), (2, Given.Dust(0, 0).Quantity), (2, Given.Noise(0, 0).Quantity), (300, Given.Dust(0, 0).Quantity),
        }));
    }

    [Test]
    public async Task Forgets_samples_that_are_older_than_it_keeps()
    {
        await using var history = new SqliteHistory(Path, HistoryRetention.Default with { Raw = TimeSpan.FromDays(9) });
        await WriteAsync(history, Start, At(0, Start - 3_600_000, 1), At(0, Start, 2));
        await WriteAsync(history, Start + 1_800_000);
        Assert.That(history.Read(0, Quantity.DustRespirable, Ever, 10), Has.Count.EqualTo(2));

        await WriteAsync(history, Start + 9 * 86_400_000L);

        Assert.That(history.Read(0, Quantity.DustRespirable, Ever, 10).Select(s => s.Time.Milliseconds), Is.EqualTo(new[] { Start }));
    }

    [Test]
    public void A_chunk_holds_any_sample_there_can_be()
    {
        List<Sample> samples =
        [
            At(3, Start + 1, long.MaxValue), At(3, Start + 2, long.MinValue), At(3, Start + 3, 0) with { Flag = SampleFlag.Maintenance },
            At(3, Start + 4, -1) with { Flag = SampleFlag.Maintenance }, At(3, Start + 600_000, 1_000_000),
        ];
        var read = new List<Sample>();
        HistoryChunk.Unpack(HistoryChunk.Pack(Start, samples), Start, 3, Quantity.DustRespirable, read);
        Assert.That(read, Is.EqualTo(samples));
    }

    [TestCase(Start, Start - 600_000)]
    [TestCase(Start + 1, Start)]
    [TestCase(Start + 600_000, Start)]
    [TestCase(0L, -600_000L)]
    [TestCase(-1L, -600_000L)]
    public void A_chunk_begins_before_its_first_time(long time, long start) => Assert.That(HistoryChunk.StartOf(new Instant(time)), Is.EqualTo(start));

    // Some gather early, some late.
    private static HistoryRetention KeptForEver(Random random) =>
        LogReading.KeptForEver with { Ungathered = TimeSpan.FromMinutes(random.Next(0, 40)), UngatheredBytes = random.Next(3) == 0 ? 5_000 : long.MaxValue };

    // What is in the file goes on in another folder; what was in memory alone is gone.
    private async Task<SqliteHistory> CrashAsync(SqliteHistory history, int crash, HistoryRetention retention)
    {
        var copy = _folder.File($"history-{crash}.db");
        using (var session = new SqliteSession(crash == 1 ? Path : _folder.File($"history-{crash - 1}.db")))
        {
            session.Execute($"VACUUM INTO '{copy}'");
        }

        await history.DisposeAsync();
        return new SqliteHistory(copy, retention);
    }

    private static void AssertHolds(SqliteHistory history, SortedDictionary<(int, long), Sample> expected, Random random)
    {
        for (var point = 0; point < 3; point++)
        {
            var (from, to) = (new Instant(Start + random.Next(-4_000, 4_000) * 1000L), new Instant(Start + random.Next(-4_000, 4_000) * 1000L));
            var span = new Interval(Instant.Min(from, to), Instant.Max(from, to));
            var mine = expected.Where(e => e.Key.Item1 == point).Select(e => e.Value).ToList();
            var limit = random.Next(1, 200);
            Assert.That(history.Read(point, Quantity.DustRespirable, Ever, int.MaxValue), Is.EqualTo(mine));
            Assert.That(history.Read(point, Quantity.DustRespirable, span, limit), Is.EqualTo(mine.Where(s => s.Time > span.Start && s.Time <= span.End).Take(limit)));
            Assert.That(history.FindLast(point, Quantity.DustRespirable, span.End), Is.EqualTo(mine.Where(s => s.Time <= span.End).Cast<Sample?>().LastOrDefault()));
        }
    }

    private static Sample Any(Random random, long now) =>
        At(random.Next(3), now - random.Next(random.Next(2) == 0 ? 60 : 3600) * 1000L, random.Next(-5, 2000) * 1000L) with { Flag = (SampleFlag)random.Next(2) };

    private static Sample At(int point, long time, long value) => new(new Instant(time), value, point, Quantity.DustRespirable, SampleFlag.Valid);

    private async Task WriteAsync(SqliteHistory history, long now, params Sample[] samples) =>
        await history.WriteAsync([samples.Length == 0 ? new Tick(++_position, new Instant(now)) : new SampleBatch(++_position, new Instant(now), samples)], CancellationToken.None);
}
