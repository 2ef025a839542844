using DustWatch.Ingest.History;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using NUnit.Framework;
using static DustWatch.Tests.Backends.LogReading;

namespace DustWatch.Tests.Contracts;

/// <summary>What every <see cref="IHistory"/> does.</summary>
internal abstract class HistoryContract
{
    private static readonly Instant Arrival = new(1_750_000_000_000);

    /// <summary>Opens the history of this test, the same one each time.</summary>
    protected abstract IHistory Open();

    [Test]
    public async Task Starts_empty()
    {
        await using var history = Open();

        Assert.That(history.Position, Is.Zero);
        Assert.That(history.Read(0, Quantity.DustRespirable, Ever, 10), Is.Empty);
        Assert.That(history.FindLast(0, Quantity.DustRespirable, Arrival), Is.Null);
    }

    [Test]
    public async Task Gives_samples_of_one_point_and_quantity_by_time_with_their_flags()
    {
        await using var history = Open();
        var flagged = Sample(0, 2) with { Flag = SampleFlag.Maintenance };
        await Write(history, Batch(1, Sample(0, 3), flagged, Sample(1, 1), Sample(0, 1), Sample(0, 4) with { Quantity = Quantity.Humidity }));

        var read = history.Read(0, Quantity.DustRespirable, Ever, 10);

        Assert.That(read, Is.EqualTo(new[] { Sample(0, 1), flagged, Sample(0, 3) }));
    }

    [Test]
    public async Task Leaves_the_start_of_a_span_out_and_takes_its_end_in()
    {
        await using var history = Open();
        await Write(history, Batch(1, Samples(5)));

        var read = history.Read(0, Quantity.DustRespirable, new Interval(Sample(0, 1).Time, Sample(0, 3).Time), 10);

        Assert.That(read, Is.EqualTo(Samples(2, first: 2)));
    }

    [Test]
    public async Task Gives_no_more_than_asked_for()
    {
        await using var history = Open();
        await Write(history, Batch(1, Samples(5)));

        Assert.That(history.Read(0, Quantity.DustRespirable, Ever, 3), Is.EqualTo(Samples(3)));
    }

    [Test]
    public async Task Keeps_the_first_of_two_samples_of_the_same_time()
    {
        await using var history = Open();
        await Write(history, Batch(1, Sample(0, 1), Sample(0, 1) with { Value = 99 }));
        await Write(history, Batch(2, Sample(0, 1) with { Value = 98 }));

        Assert.That(history.Read(0, Quantity.DustRespirable, Ever, 10), Is.EqualTo(new[] { Sample(0, 1) }));
    }

    [Test]
    public async Task Writing_the_same_records_again_changes_nothing()
    {
        await using var history = Open();
        LogRecord[] records = [Batch(1, Samples(3)), new Tick(2, Arrival), new Tick(3, Arrival)];
        await Write(history, records);
        await Write(history, records);

        Assert.That(history.Position, Is.EqualTo(3));
        Assert.That(history.Read(0, Quantity.DustRespirable, Ever, 10), Is.EqualTo(Samples(3)));
    }

    [Test]
    public async Task Is_the_same_after_it_was_opened_again()
    {
        await using (var history = Open())
        {
            await Write(history, Batch(1, Samples(3)), new Tick(2, Arrival));
        }

        await using var again = Open();

        Assert.That(again.Position, Is.EqualTo(2));
        Assert.That(again.Read(0, Quantity.DustRespirable, Ever, 10), Is.EqualTo(Samples(3)));
    }

    [Test]
    public async Task Finds_the_newest_sample_at_or_before_a_time()
    {
        await using var history = Open();
        await Write(history, Batch(1, Samples(3)));

        Assert.That(history.FindLast(0, Quantity.DustRespirable, Sample(0, 1).Time), Is.EqualTo(Sample(0, 1)));
        Assert.That(history.FindLast(0, Quantity.DustRespirable, Sample(0, 1).Time.Plus(999)), Is.EqualTo(Sample(0, 1)));
        Assert.That(history.FindLast(0, Quantity.DustRespirable, Sample(0, 0).Time.Plus(-1)), Is.Null);
    }

    [Test]
    public async Task Gives_steps_that_take_the_samples_around_them_into_account()
    {
        await using var history = Open();
        var start = new Instant(1_700_000_040_000); // a whole minute
        Sample At(long seconds, long value) => new(start.Plus(1000 * seconds), value, 0, Quantity.DustRespirable, SampleFlag.Valid);
        await Write(history, Batch(1, At(-10, 1_000_000), At(20, 2_000_000), At(50, 3_000_000), At(80, 5_000_000)));

        var steps = history.ReadSteps(
            0,
            Quantity.DustRespirable,
            new HistoryStepping(new Interval(start, start.Plus(60_000)), StepMilliseconds: 60_000, HoldMilliseconds: 30_000, IntervalMilliseconds: 10_000));

        // (0, 20] s holds 2, (20, 50] 3, (50, 60] 5: the first reaches back beyond the step, the last belongs to a sample after it.
        Assert.That(steps, Has.Count.EqualTo(1));
        Assert.That(steps[0].Mean, Is.EqualTo(((20 * 2) + (30 * 3) + (10 * 5)) / 60.0).Within(1e-12));
        Assert.That(steps[0].Coverage, Is.EqualTo(1));
        Assert.That((steps[0].Minimum, steps[0].Maximum), Is.EqualTo((2.0, 5.0)));
    }

    [TestCase(Quantity.DustTotal, 0)]
    [TestCase(Quantity.DustTotal, 1)]
    [TestCase(Quantity.DustTotal, 820_000)]
    [TestCase(Quantity.DustTotal, 1_000_000)]
    [TestCase(Quantity.DustTotal, 999_999_999_999)]
    [TestCase(Quantity.NoiseLaeq, 8_310)]
    [TestCase(Quantity.NoiseLaeq, 10_000)]
    [TestCase(Quantity.Temperature, -12_345_678)]
    public async Task Gives_every_value_back_exactly_with_every_flag(Quantity quantity, long value)
    {
        await using var history = Open();
        Sample[] samples = [.. Enum.GetValues<SampleFlag>().Select((flag, i) => new Sample(new Instant(1_700_000_000_001 + i), value, 1, quantity, flag))];
        await Write(history, Batch(1, samples));

        Assert.That(history.Read(1, quantity, Ever, 10), Is.EqualTo(samples));
    }

    [Test]
    public async Task Reads_on_beyond_a_page()
    {
        await using var history = Open();
        await Write(history, Batch(1, Samples(20_000)), Batch(2, Samples(5, point: 1)));

        Assert.That(history.Read(0, Quantity.DustRespirable, Ever, int.MaxValue), Is.EqualTo(Samples(20_000)));
        Assert.That(history.ReadAll(0, Quantity.DustRespirable, Ever).Count(), Is.EqualTo(20_000));
    }

    [Test]
    public async Task Takes_late_samples_in_between_wherever_they_come()
    {
        await using var history = Open();
        await Write(history, Batch(1, Sample(0, 2), Sample(0, 9)));
        await Write(history, Batch(2, Sample(0, 5), Sample(0, 1)), new Tick(3, Arrival), Batch(4, Sample(0, 9) with { Value = 77 }, Sample(0, 5) with { Value = 78 }));

        Assert.That(history.Read(0, Quantity.DustRespirable, Ever, 10), Is.EqualTo(new[] { Sample(0, 1), Sample(0, 2), Sample(0, 5), Sample(0, 9) }));
    }

    [TestCase(Quantity.DustRespirable, 60_000)]
    [TestCase(Quantity.NoiseLaeq, 60_000)]
    [TestCase(Quantity.NoiseLaeq, 900_000)]
    [TestCase(Quantity.DustRespirable, 7_000)]
    public async Task Gives_the_steps_that_its_samples_make(Quantity quantity, long step)
    {
        await using var history = Open();
        var random = new Random(20_260_401);
        var time = 1_700_000_000_000L;
        Sample[] samples = [.. Enumerable.Range(0, 2_000).Select(_ => new Sample(
            new Instant(time += random.Next(1, 4) * 1_000L * (random.Next(100) == 0 ? 60 : 1)),
            random.Next(2_000, 12_000),
            0,
            quantity,
            random.Next(50) == 0 ? SampleFlag.Fault : SampleFlag.Valid))];
        await Write(history, Batch(1, samples));
        var stepping = new HistoryStepping(new Interval(samples[10].Time, samples[^10].Time), step, HoldMilliseconds: 3_000, IntervalMilliseconds: 1_000);

        var steps = history.ReadSteps(0, quantity, stepping);

        Assert.That(steps, Is.EqualTo(HistorySteps.Compute(samples, quantity, stepping)));
        Assert.That(steps.Where(s => s.Coverage is > 0 and < 1), Is.Not.Empty, "a stream without gaps would prove nothing");
    }

    private static Interval Ever => new(new Instant(0), new Instant(4_000_000_000_000));

    private static SampleBatch Batch(long position, params Sample[] samples) => new(position, Arrival, samples);

    private static async Task Write(IHistory history, params LogRecord[] records) => await history.WriteAsync(records, CancellationToken.None);
}
