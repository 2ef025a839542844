using DustWatch.Ingest.Log;
using DustWatch.Tests.Backends;
using NUnit.Framework;
using static DustWatch.Tests.Backends.LogReading;

namespace DustWatch.Tests.Contracts;

/// <summary>What is cut, what is kept, and what happens when there is no room.</summary>
internal abstract partial class SampleLogContract
{
    [Test]
    public async Task Keeps_what_was_not_released_however_old_it_is()
    {
        await using var log = Open(TimeSpan.FromHours(1), long.MaxValue);
        await log.AppendAsync(Samples(3));
        Time.Now = Time.Now.Plus(30 * Day);
        await LookAroundAsync(log);

        Assert.That(log.First, Is.EqualTo(1));
        Assert.That((await log.ReadToAsync(1)).SamplesOf(), Is.EqualTo(Samples(3)));
    }

    [Test]
    public async Task Keeps_what_is_released_until_it_is_too_old()
    {
        await using var log = Open(TimeSpan.FromHours(1), long.MaxValue);
        await log.TickAsync();
        log.Release(1, 1);
        Time.Now = Time.Now.Plus(Hour);
        await LookAroundAsync(log);

        Assert.That(log.First, Is.EqualTo(1));
    }

    [Test]
    public async Task Cuts_what_is_released_and_too_old_and_nothing_after_it()
    {
        await using (var log = Open(TimeSpan.FromHours(1), long.MaxValue))
        {
            await AppendRecordsAsync(log, 20);
            Time.Now = Time.Now.Plus(2 * Hour);
            log.Release(12, 12);
            await LookAroundAsync(log);

            Assert.That(log.First, Is.EqualTo(13));
            Assert.That((await log.ReadToAsync(20, position: 12)).SamplesOf(), Is.EqualTo(Samples(8, first: 12)));
        }

        await using var again = Open(TimeSpan.FromHours(1), long.MaxValue);
        Assert.That(again.First, Is.EqualTo(13));
        Assert.That((await again.ReadToAsync(20, position: 12)).SamplesOf(), Is.EqualTo(Samples(8, first: 12)));
    }

    [Test]
    public async Task A_reader_from_before_the_cut_is_told_so()
    {
        await using (var log = Open(TimeSpan.FromHours(1), long.MaxValue))
        {
            await AppendRecordsAsync(log, 4);
            Time.Now = Time.Now.Plus(2 * Hour);
            log.Release(2, 2);
            await LookAroundAsync(log);
        }

        await using var again = Open();
        Assert.That(async () => await again.ReadToAsync(4, position: 1), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("cut up to record 2"));
    }

    [Test]
    public async Task Goes_on_after_its_last_position_when_all_was_cut()
    {
        long end;
        await using (var log = Open(TimeSpan.FromHours(1), bytesMaximum: 1))
        {
            await log.TickAsync();
            end = await log.TickAsync();
            log.Release(long.MaxValue, long.MaxValue);
            await LookAroundAsync(log);
            end = Math.Max(end, log.End);
        }

        await using var again = Open();
        Assert.That((again.End, again.First), Is.EqualTo((end, end + 1)));
        Assert.That(await again.TickAsync(), Is.EqualTo(end + 1));
        Assert.That(await again.ReadToAsync(end + 1, position: end), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Finds_registry_and_rules_whose_records_lie_before_the_cut()
    {
        await using var log = Open(TimeSpan.FromHours(1), long.MaxValue);
        await log.ChangeRegistryAsync(1, "1"u8.ToArray());
        await log.ChangeRegistryAsync(2, "2"u8.ToArray());
        await log.ChangeRulesAsync(7, "7"u8.ToArray());
        await AppendRecordsAsync(log, 2);
        await log.ChangeRegistryAsync(3, "3"u8.ToArray());
        Time.Now = Time.Now.Plus(2 * Hour);
        log.Release(5, 4);
        await LookAroundAsync(log);

        Assert.That(log.First, Is.EqualTo(6));
        Assert.That((log.FindRegistry(4)?.Version, log.FindRegistry(5)?.Version, log.FindRegistry(6)?.Version), Is.EqualTo((2, 2, 3)));
        Assert.That(log.FindRules(5)?.Version, Is.EqualTo(7));
    }

    [Test]
    public async Task A_full_log_cuts_what_is_released_however_young_it_is()
    {
        await using var log = Open(TimeSpan.FromDays(8), bytesMaximum: SmallBytes);
        for (var i = 0; i < 30; i++)
        {
            log.Release(await log.AppendAsync(Samples(BatchSamples, first: i * BatchSamples)), 0);
            await LookAroundAsync(log);
            Assert.That(log.Room.Refusal, Is.Null);
        }

        Assert.That(log.Room.BytesUsed, Is.LessThanOrEqualTo(SmallBytes));
        Assert.That(log.First, Is.GreaterThan(1));
    }

    [Test]
    public async Task Samples_wait_unacknowledged_in_a_full_log_whose_reader_is_stopped_and_come_in_order_when_it_goes_on()
    {
        await using var log = Open(TimeSpan.FromDays(8), bytesMaximum: SmallBytes);
        var appends = new List<Task<long>>();
        while (log.Room.Refusal is null)
        {
            appends.Add(AppendBatchAsync(log, appends.Count));
            await LookAroundAsync(log);
        }

        var taken = appends.Count;
        appends.AddRange([AppendBatchAsync(log, taken), log.QuarantineAsync("d", Sample(9, 9), "future").AsTask(), AppendBatchAsync(log, taken + 1)]);
        await LookAroundAsync(log);

        Assert.That(appends.Count(a => a.IsCompleted), Is.EqualTo(taken), "ticks are taken, samples wait");
        Assert.That(log.Room.SamplesWaiting, Is.EqualTo(2 * BatchSamples + 1));
        Assert.That(log.First, Is.EqualTo(1), "nothing was dropped");
        var before = await log.ReadToAsync(log.End);
        Assert.That(before.SamplesOf(), Is.EqualTo(Samples(taken * BatchSamples)));

        log.Release(log.End, 0);
        var last = await appends[^1];

        Assert.That(log.Room.SamplesWaiting, Is.Zero);
        Assert.That((await log.ReadToAsync(last, before[^1].Position)).SamplesOf(), Is.EqualTo(Samples(2 * BatchSamples, first: taken * BatchSamples)));
        Assert.That(appends.Select(a => a.Result), Is.Ordered.Ascending);
    }

    [Test]
    public async Task A_log_that_is_closed_while_samples_wait_fails_them()
    {
        Task<long> waiting;
        await using (var log = Open(TimeSpan.FromDays(8), bytesMaximum: 1))
        {
            await LookAroundAsync(log);
            waiting = log.AppendAsync(Samples(1)).AsTask();
        }

        Assert.That(async () => await waiting, Throws.InstanceOf<IOException>());
        await using var again = Open();
        Assert.That((await again.ReadToAsync(again.End)).SamplesOf(), Is.Empty);
    }

    private const long Hour = 3_600_000;
    private const long Day = 24 * Hour;
    private const long SmallBytes = 1 << 20;
    private const int BatchSamples = 5_000;

    private static Task<long> AppendBatchAsync(ISampleLog log, int number) => log.AppendAsync(Samples(BatchSamples, first: number * BatchSamples)).AsTask();

    // What a commit finds to cut is cut before the next.
    private static async Task LookAroundAsync(ISampleLog log)
    {
        await log.TickAsync();
        await log.TickAsync();
    }

    private static async Task AppendRecordsAsync(ISampleLog log, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await log.AppendAsync([Sample(0, i)]);
        }
    }
}
