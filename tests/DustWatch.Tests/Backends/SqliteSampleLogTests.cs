using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using NUnit.Framework;
using static DustWatch.Tests.Backends.LogReading;

namespace DustWatch.Tests.Backends;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SqliteSampleLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new(new Instant(1_750_000_000_000));

    private string Path => _folder.File("log.db");

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Splits_a_commit_at_the_largest_batch()
    {
        await using var log = new SqliteSampleLog(Path, _time, new SampleLogLimits(BatchSamplesMaximum: 100));

        var position = await log.AppendAsync(Samples(250));

        Assert.That(position, Is.EqualTo(3));
        var records = await log.ReadToAsync(3);
        Assert.That(records.Cast<SampleBatch>().Select(b => b.Samples.Length), Is.EqualTo((int[])[100, 100, 50]));
        Assert.That(records.SamplesOf(), Is.EqualTo(Samples(250)));
    }

    [Test]
    public async Task Shares_one_record_between_the_appends_that_wait_for_the_same_commit()
    {
        await using var log = new SqliteSampleLog(Path, _time);
        var count = 0;

        // Each commit syncs the disk, which takes longer than a thousand appends: were each a record of its own, there would be as many.
        for (var round = 0; round < 5; round++)
        {
            var appends = Enumerable.Range(0, 1000).Select(_ => log.AppendAsync([Sample(0, count++)]).AsTask()).ToArray();
            await Task.WhenAll(appends);
        }

        Assert.That(log.End, Is.LessThan(5000));
        Assert.That((await log.ReadToAsync(log.End)).SamplesOf(), Is.EqualTo(Samples(5000)));
    }

    [Test]
    public async Task Refuses_while_the_disk_does_and_stores_again_when_it_can()
    {
        await using var log = new SqliteSampleLog(Path, _time);
        await log.AppendAsync(Samples(1));
        using (var other = new SqliteSession(Path))
        {
            other.Execute("BEGIN IMMEDIATE");
            Assert.That(async () => await log.AppendAsync(Samples(1, first: 1)), Throws.InstanceOf<IOException>());
            Assert.That(async () => await log.TickAsync(), Throws.InstanceOf<IOException>());
            other.Execute("ROLLBACK");
        }

        Assert.That(log.End, Is.EqualTo(1));
        Assert.That(await log.AppendAsync(Samples(1, first: 2)), Is.EqualTo(2));
        Assert.That((await log.ReadToAsync(2)).SamplesOf(), Is.EqualTo(new[] { Sample(0, 0), Sample(0, 2) }));
    }

    [Test]
    public async Task Cuts_a_damaged_tail_at_the_last_whole_record_and_says_so()
    {
        await WriteBatches(10);
        using (var session = new SqliteSession(Path))
        {
            session.Execute("UPDATE record SET body = zeroblob(length(body)) WHERE position = 9");
        }

        await using var log = new SqliteSampleLog(Path, _time);

        Assert.That(log.Repair, Does.Contain("records 9 to 10 were cut"));
        Assert.That(log.End, Is.EqualTo(8));
        Assert.That((await log.ReadToAsync(8)).SamplesOf(), Is.EqualTo(Samples(8)));
        Assert.That(await log.AppendAsync(Samples(1)), Is.EqualTo(9));
    }

    [Test]
    public async Task Rebuilds_a_file_whose_last_page_is_noise()
    {
        await WriteBatches(40, samplesEach: 100);
        var whole = await File.ReadAllBytesAsync(Path);
        Array.Fill(whole, (byte)0xA5, whole.Length - 4096, 4096);
        await File.WriteAllBytesAsync(Path, whole);

        await using var log = new SqliteSampleLog(Path, _time);

        Assert.That(log.Repair, Is.Not.Null);
        Assert.That(log.End, Is.GreaterThan(0).And.LessThan(40));
        Assert.That((await log.ReadToAsync(log.End)).SamplesOf(), Is.EqualTo(Samples((int)log.End * 100)));
        var end = log.End;
        Assert.That(await log.AppendAsync(Samples(1)), Is.EqualTo(end + 1));
    }

    [Test]
    public async Task Never_gives_a_cut_position_that_a_consumer_has_seen_to_another_record()
    {
        await WriteBatches(10);
        using (var session = new SqliteSession(Path))
        {
            session.Execute("DELETE FROM record WHERE position > 6");
        }

        await using var log = new SqliteSampleLog(Path, _time, endMinimum: 10);

        Assert.That(log.End, Is.EqualTo(10));
        Assert.That((await log.ReadToAsync(10, position: 6)), Is.All.InstanceOf<Tick>());
    }

    [Test]
    public void Says_when_the_file_is_no_log_at_all()
    {
        File.WriteAllText(Path, new string('x', 10_000));

        Assert.That(() => new SqliteSampleLog(Path, _time), Throws.InstanceOf<IOException>().With.Message.Contains("log.db"));
    }

    [Test]
    public async Task A_damaged_record_in_the_middle_stops_its_readers_with_its_number()
    {
        await WriteBatches(10);
        using (var session = new SqliteSession(Path))
        {
            session.Execute("UPDATE record SET at = at + 1 WHERE position = 2");
        }

        await using var log = new SqliteSampleLog(Path, _time, new SampleLogLimits(VerifiedRecordsMaximum: 3));

        Assert.That(log.Repair, Is.Null);
        Assert.That(async () => await log.ReadToAsync(10), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("Record 2"));
    }

    [Test]
    public async Task An_append_costs_no_memory_for_each_sample()
    {
        await using var log = new SqliteSampleLog(Path, _time);
        var samples = Samples(1000);
        await log.AppendAsync(samples);
        await log.AppendAsync(samples);
        await log.AppendAsync(samples);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var append = log.AppendAsync(samples);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        await append;

        Assert.That(allocated, Is.LessThan(500), "a record and its task, whatever it holds");
    }

    [Test]
    public async Task Refuses_what_is_more_than_may_wait_while_the_log_is_full()
    {
        await using var log = new SqliteSampleLog(Path, _time, new SampleLogLimits(WaitingSamplesMaximum: 100), retention: new LogRetention(TimeSpan.FromDays(8), BytesMaximum: 1));
        await log.TickAsync();
        await log.TickAsync();

        var waiting = log.AppendAsync(Samples(100)).AsTask();

        Assert.That(async () => await log.AppendAsync(Samples(1)), Throws.InstanceOf<IOException>().With.Message.Contains("full"));
        Assert.That((waiting.IsCompleted, log.Room.SamplesWaiting), Is.EqualTo((false, 100)));
        log.GiveUpWaiting();
        Assert.That(async () => await waiting, Throws.InstanceOf<IOException>());
        Assert.That(async () => await log.AppendAsync(Samples(1)), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task Takes_no_samples_on_a_disk_that_has_only_its_reserve_left()
    {
        await using var log = new SqliteSampleLog(Path, _time, retention: new LogRetention(TimeSpan.FromDays(8), long.MaxValue, DiskBytesReserved: long.MaxValue));
        await log.TickAsync();
        await log.TickAsync();

        var waiting = log.AppendAsync(Samples(1)).AsTask();
        await log.TickAsync();

        Assert.That(waiting.IsCompleted, Is.False);
        Assert.That(log.Room.Refusal, Does.Contain("bytes left"));
    }

    [Test]
    public async Task Gives_what_was_cut_back_to_the_disk()
    {
        await using var log = new SqliteSampleLog(Path, _time, retention: new LogRetention(TimeSpan.FromHours(1), long.MaxValue, SlackBytes: 0));
        for (var i = 0; i < 20; i++)
        {
            await log.AppendAsync(Samples(20_000));
        }

        _time.Now = _time.Now.Plus(7_200_000);
        log.Release(20, 20);
        for (var i = 0; i < 10; i++)
        {
            await log.TickAsync(); // a slice at least after each commit
        }

        Assert.That(log.First, Is.EqualTo(21));
        using var session = new SqliteSession(Path);
        Assert.That(session.Read("PRAGMA page_count"), Is.LessThan(20), "20 batches were some two thousand pages");
    }

    [Test]
    public async Task Repairs_a_log_that_was_cut()
    {
        await using (var log = new SqliteSampleLog(Path, _time, retention: new LogRetention(TimeSpan.FromHours(1), long.MaxValue)))
        {
            await log.ChangeRegistryAsync(1, "{}"u8.ToArray());
            await log.TickAsync();
            _time.Now = _time.Now.Plus(7_200_000);
            log.Release(2, 2);
            await log.TickAsync();
            await log.TickAsync();
            await log.TickAsync();
        }

        using (var session = new SqliteSession(Path))
        {
            session.Execute("UPDATE record SET at = 0 WHERE position = 5");
        }

        await using var again = new SqliteSampleLog(Path, _time);
        Assert.That((again.First, again.End, again.FindRegistry(3)?.Version), Is.EqualTo((3, 4, 1)));
        Assert.That(again.Repair, Does.Contain("records 5 to 5 were cut"));
    }

    [Test]
    public async Task An_empty_log_begins_after_what_its_consumers_have_seen()
    {
        await using var log = new SqliteSampleLog(Path, _time, endMinimum: 1_000_000_000_000);

        Assert.That((log.First, log.End), Is.EqualTo((1_000_000_000_001, 1_000_000_000_000)));
        Assert.That(await log.TickAsync(), Is.EqualTo(1_000_000_000_001));
    }

    private async Task WriteBatches(int count, int samplesEach = 1)
    {
        await using var log = new SqliteSampleLog(Path, _time);
        for (var i = 0; i < count; i++)
        {
            await log.AppendAsync(Samples(samplesEach, first: i * samplesEach));
        }
    }
}
