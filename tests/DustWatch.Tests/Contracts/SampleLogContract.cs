using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using DustWatch.Tests.Backends;
using NUnit.Framework;
using static DustWatch.Tests.Backends.LogReading;

namespace DustWatch.Tests.Contracts;

/// <summary>What every <see cref="ISampleLog"/> does.</summary>
internal abstract partial class SampleLogContract
{
    protected ManualTime Time { get; } = new(new Instant(1_750_000_000_000));

    /// <summary>Opens the log of this test, the same one each time.</summary>
    protected ISampleLog Open() => Open(TimeSpan.FromDays(8), long.MaxValue);

    /// <summary>Opens the same log with bounds of its age and size.</summary>
    protected abstract ISampleLog Open(TimeSpan age, long bytesMaximum);

    [Test]
    public async Task Starts_empty()
    {
        await using var log = Open();

        Assert.That(log.End, Is.Zero);
        Assert.That(log.FindRegistry(long.MaxValue), Is.Null);
        Assert.That(log.FindRules(long.MaxValue), Is.Null);
    }

    [Test]
    public async Task Gives_back_every_kind_of_record_in_the_order_of_arrival()
    {
        await using var log = Open();
        var sample = new Sample(new Instant(1), -5, 3, Quantity.Temperature, SampleFlag.Maintenance);

        var samples = await log.AppendAsync([sample]);
        var tick = await log.TickAsync();
        var registry = await log.ChangeRegistryAsync(7, "{}"u8.ToArray());
        var quarantined = await log.QuarantineAsync("d-1", sample, "future");
        var refused = await log.RefuseAsync([new RefusedCount(3, 2), new RefusedCount(int.MaxValue, 70_000)]);
        var rules = await log.ChangeRulesAsync(8, "{}"u8.ToArray());
        var noRules = await log.ChangeRulesAsync(9, default);
        var readmitted = await log.ReadmitAsync([quarantined, long.MaxValue]);

        Assert.That(new[] { samples, tick, registry, quarantined, refused, rules, noRules, readmitted }, Is.EqualTo(new long[] { 1, 2, 3, 4, 5, 6, 7, 8 }));
        var records = await log.ReadToAsync(8);
        Assert.That(records.SamplesOf(), Is.EqualTo(new[] { sample }));
        Assert.That(records[1], Is.EqualTo(new Tick(2, Time.Now)));
        Assert.That(((RegistryChange)records[2]).Version, Is.EqualTo(7));
        Assert.That(((RegistryChange)records[2]).Json.ToArray(), Is.EqualTo("{}"u8.ToArray()));
        Assert.That(records[3], Is.EqualTo(new QuarantinedSample(4, Time.Now, "d-1", sample, "future")));
        Assert.That(((RefusedValues)records[4]).Counts.ToArray(), Is.EqualTo(new[] { new RefusedCount(3, 2), new RefusedCount(int.MaxValue, 70_000) }));
        Assert.That(((RulesChange)records[5]).Version, Is.EqualTo(8));
        Assert.That(((RulesChange)records[5]).Json.ToArray(), Is.EqualTo("{}"u8.ToArray()));
        Assert.That(((RulesChange)records[6]).Json.IsEmpty);
        Assert.That(((Readmission)records[7]).Quarantined.ToArray(), Is.EqualTo(new[] { 4, long.MaxValue }));
        Assert.That(records.Select(r => r.At), Is.All.EqualTo(Time.Now));
    }

    [Test]
    public async Task Keeps_which_messages_were_received_and_not_released()
    {
        await using (var log = Open())
        {
            await log.AppendAsync([new Sample(new Instant(1), 1, 0, Quantity.NoiseLaeq, SampleFlag.Valid)], [new Receipt("a", 1, false), new Receipt("a", 2, false), new Receipt("b", 1, false)]);
            await log.AppendAsync([], [new Receipt("a", 1, true), new Receipt("a", 3, false)]);
            Assert.That(log.ReadReceipts("a"), Is.EquivalentTo(new ushort[] { 2, 3 }));
            Assert.That(log.End, Is.EqualTo(1), "a receipt is no record");
            await log.ForgetReceiptsAsync("b");
        }

        await using var again = Open();
        Assert.That(again.ReadReceipts("a"), Is.EquivalentTo(new ushort[] { 2, 3 }));
        Assert.That(again.ReadReceipts("b"), Is.Empty);
        Assert.That(await again.TickAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task Keeps_the_order_of_samples_and_control_records_that_share_a_commit()
    {
        await using var log = Open();

        var appends = new[]
        {
            log.AppendAsync([Sample(0, 0)]).AsTask(), log.ChangeRegistryAsync(1, "{}"u8.ToArray()).AsTask(), log.AppendAsync([Sample(0, 1)]).AsTask(),
        };
        var positions = await Task.WhenAll(appends);

        Assert.That(positions, Is.Ordered.Ascending.And.Unique);
        var records = await log.ReadToAsync(positions[^1]);
        Assert.That(records.SamplesOf(), Is.EqualTo(Samples(2)));
        Assert.That(records.Single(r => r is RegistryChange).Position, Is.EqualTo(positions[1]));
    }

    [Test]
    public async Task Completes_an_append_with_the_position_of_the_record_that_holds_its_last_sample()
    {
        await using var log = Open();

        var appends = Enumerable.Range(0, 200).Select(i => log.AppendAsync([Sample(0, i)]).AsTask()).ToArray();
        var positions = await Task.WhenAll(appends);

        var records = await log.ReadToAsync(positions.Max());
        for (var i = 0; i < positions.Length; i++)
        {
            Assert.That(new[] { records[(int)positions[i] - 1] }.SamplesOf(), Does.Contain(Sample(0, i)));
        }
    }

    [Test]
    public async Task Numbers_records_from_one_without_holes()
    {
        await using var log = Open();
        for (var i = 0; i < 20; i++)
        {
            await log.AppendAsync([Sample(0, i)]);
            await log.TickAsync();
        }

        var records = await log.ReadToAsync(log.End);

        Assert.That(records.Select(r => r.Position), Is.EqualTo(Enumerable.Range(1, 40).Select(i => (long)i)));
    }

    [Test]
    public async Task Keeps_every_sample_of_concurrent_appends_once_and_each_caller_in_order()
    {
        await using var log = Open();
        const int callers = 8;
        const int appends = 200;

        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var pending = Enumerable.Range(0, appends).Select(i => log.AppendAsync([Sample(caller, i)]).AsTask()).ToArray();
            await Task.WhenAll(pending);
        })));

        var samples = (await log.ReadToAsync(log.End)).SamplesOf().ToList();
        for (var caller = 0; caller < callers; caller++)
        {
            Assert.That(samples.Where(s => s.Point == caller), Is.EqualTo(Samples(appends, caller)));
        }
    }

    [Test]
    public async Task Readers_that_follow_while_others_write_miss_nothing_and_see_nothing_twice()
    {
        await using var log = Open();
        const int count = 3000;
        async Task<List<Sample>> Follow()
        {
            var seen = new List<Sample>();
            await foreach (var page in log.ReadAsync(0, CancellationToken.None))
            {
                seen.AddRange(page.SamplesOf());
                if (seen.Count == count)
                {
                    break;
                }
            }

            return seen;
        }

        var early = Task.Run(Follow);
        var late = Task.CompletedTask as Task;
        for (var i = 0; i < count; i++)
        {
            var append = log.AppendAsync([Sample(0, i)]);
            if (i % 50 == 0)
            {
                await append;
            }

            late = i == count / 2 ? Task.Run(Follow) : late;
        }

        Assert.That(await early, Is.EqualTo(Samples(count)));
        Assert.That(await (Task<List<Sample>>)late, Is.EqualTo(Samples(count)));
    }

    [Test]
    public async Task A_reader_waits_at_the_end_until_it_is_cancelled()
    {
        await using var log = Open();
        await log.TickAsync();
        using var cancel = new CancellationTokenSource();
        await using var reader = log.ReadAsync(1, cancel.Token).GetAsyncEnumerator(cancel.Token);

        var next = reader.MoveNextAsync().AsTask();
        Assert.That(next.IsCompleted, Is.False);
        await cancel.CancelAsync();

        Assert.That(async () => await next, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Is_the_same_after_it_was_opened_again()
    {
        await using (var log = Open())
        {
            await log.AppendAsync(Samples(5));
            await log.TickAsync();
        }

        await using var again = Open();

        Assert.That(again.End, Is.EqualTo(2));
        Assert.That(await again.AppendAsync(Samples(5, first: 5)), Is.EqualTo(3));
        Assert.That((await again.ReadToAsync(3)).SamplesOf(), Is.EqualTo(Samples(10)));
    }

    [Test]
    public async Task Time_never_falls_even_when_the_clock_does_and_over_a_restart()
    {
        var first = Time.Now;
        await using (var log = Open())
        {
            await log.TickAsync();
            Time.Now = first.Plus(-60_000);
            await log.TickAsync();
        }

        await using var again = Open();
        await again.TickAsync();
        Time.Now = first.Plus(1);
        await again.TickAsync();

        var records = await again.ReadToAsync(4);
        Assert.That(records.Select(r => r.At), Is.EqualTo(new[] { first, first, first, first.Plus(1) }));
    }

    [Test]
    public async Task Finds_the_registry_that_held_at_a_position()
    {
        await using var log = Open();
        await log.ChangeRegistryAsync(1, "1"u8.ToArray());
        await log.TickAsync();
        await log.ChangeRegistryAsync(2, "2"u8.ToArray());

        Assert.That(log.FindRegistry(0), Is.Null);
        Assert.That(log.FindRegistry(2)?.Version, Is.EqualTo(1));
        Assert.That(log.FindRegistry(3)?.Version, Is.EqualTo(2));
    }

    [Test]
    public async Task Finds_the_rules_that_held_at_a_position_after_a_restart_too()
    {
        await using (var log = Open())
        {
            await log.ChangeRulesAsync(1, "1"u8.ToArray());
            await log.ChangeRegistryAsync(5, "5"u8.ToArray());
            await log.ChangeRulesAsync(2, default);
        }

        await using var again = Open();

        Assert.That(again.FindRules(0), Is.Null);
        Assert.That((again.FindRules(1)?.Version, again.FindRules(2)?.Version), Is.EqualTo((1, 1)));
        Assert.That((again.FindRules(3)?.Version, again.FindRules(3)?.Json.IsEmpty), Is.EqualTo((2, true)));
        Assert.That((again.FindRegistry(1), again.FindRegistry(3)?.Version), Is.EqualTo(((RegistryChange?)null, 5)));
    }

    [Test]
    public async Task An_append_of_nothing_is_done_at_once()
    {
        await using var log = Open();

        Assert.That(await log.AppendAsync([]), Is.Zero);
    }

    [Test]
    public async Task Commits_what_is_pending_when_it_is_closed()
    {
        ValueTask<long> append;
        await using (var log = Open())
        {
            append = log.AppendAsync(Samples(3));
        }

        Assert.That(await append, Is.EqualTo(1));
    }
}
