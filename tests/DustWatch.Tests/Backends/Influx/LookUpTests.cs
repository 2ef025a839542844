using DustWatch.Backends.Influx;
using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using NUnit.Framework;
using static DustWatch.Tests.Backends.LogReading;

namespace DustWatch.Tests.Backends.Influx;

/// <summary>What is looked up in the near history: a look-up for each sample would take longer than the samples take to come.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LookUpTests : IAsyncDisposable
{
    private const int Points = 3;
    private const int Each = 1_000;

    private readonly TemporaryFolder _folder = new();
    private readonly Registry _registry = Given.Registry([.. Enumerable.Range(0, Points).Select(i => Given.Point($"p{i}", i))]);
    private readonly CountedHistory _near;
    private long _position;

    public LookUpTests() => _near = new CountedHistory(new SqliteHistory(_folder.File("history.db"), KeptForEver));

    public async ValueTask DisposeAsync()
    {
        await _near.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task What_comes_again_is_read_ahead()
    {
        await WriteAsync(All);
        var standing = new StandingSamples(_near);

        Assert.That(All.Select(sample => standing.Of(sample with { Value = -1 })), Is.EqualTo(All), "the first of each time stands");
        Assert.That(_near.Reads, Is.LessThan(Points * Each / 50));
    }

    [Test]
    public async Task What_came_after_reading_ahead_is_found()
    {
        await WriteAsync(All.Where((_, i) => i % 2 == 0));
        var standing = new StandingSamples(_near);
        standing.Of(All[0]);
        await WriteAsync(All);

        Assert.That(standing.Of(All[Points] with { Value = -1 }), Is.EqualTo(All[Points]));
        Assert.That(standing.Of(Sample(0, Each + 5)), Is.EqualTo(Sample(0, Each + 5)), "what nothing is known of");
    }

    [Test]
    public async Task More_series_than_are_kept_are_answered_all_the_same()
    {
        const int Series = 20_000;
        var many = Enumerable.Range(0, Series).Select(point => Sample(point, 1)).ToList();
        await WriteAsync(many);
        var standing = new StandingSamples(_near);

        Assert.That(many.Select(sample => standing.Of(sample with { Value = -1 })), Is.EqualTo(many));
    }

    [Test]
    public async Task What_is_newer_than_all_before_it_is_looked_up_once_a_series()
    {
        await WriteAsync(All);
        var newest = new NewestTimes(_near, isFromBeginning: false);
        newest.Start(All[0].Time.Plus(-3_600_000));
        newest.Use(_registry);
        foreach (var sample in All)
        {
            Assert.That(newest.Take(sample), Is.LessThan(sample.Time.Milliseconds));
        }

        Assert.That(_near.Finds, Is.EqualTo(Points));
        Assert.That(newest.Take(All[0]), Is.EqualTo(All[^1].Time.Milliseconds), "late");
    }

    [Test]
    public async Task Whoever_goes_on_where_another_ended_takes_what_follows_as_it_comes()
    {
        await WriteAsync(All); // the near history is far ahead
        var newest = new NewestTimes(_near, isFromBeginning: true);
        newest.Start(All[0].Time);
        newest.Use(_registry);
        foreach (var sample in All[..(All.Length / 2)])
        {
            newest.Take(sample);
        }

        newest.Start(All[^1].Time); // of the other
        Assert.That(All[(All.Length / 2)..].Select(sample => newest.Take(sample)), Is.All.LessThan(All[^1].Time.Milliseconds));
        Assert.That((_near.Finds, _near.Reads), Is.EqualTo((0, 0)));
    }

    [Test]
    public void What_has_never_sent_is_known_where_the_beginning_is()
    {
        var (first, later) = (new NewestTimes(_near, isFromBeginning: true), new NewestTimes(_near, isFromBeginning: false));
        first.Use(_registry);
        later.Use(_registry);
        first.Take(All[0]);

        Assert.That((first.MayHave(0, Quantity.DustRespirable), first.MayHave(1, Quantity.DustRespirable)), Is.EqualTo((true, false)));
        Assert.That(later.MayHave(1, Quantity.DustRespirable), Is.True, "who knows");
    }

    // Point after point, again and again.
    private static Sample[] All { get; } = [.. Enumerable.Range(0, Each).SelectMany(i => Enumerable.Range(0, Points).Select(point => Sample(point, i)))];

    private async Task WriteAsync(IEnumerable<Sample> samples) =>
        await _near.WriteAsync([new SampleBatch(++_position, Sample(0, Each).Time, samples.ToArray())], CancellationToken.None);
}
