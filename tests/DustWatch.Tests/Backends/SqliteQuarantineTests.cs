using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using NUnit.Framework;
using static DustWatch.Tests.Backends.LogReading;

namespace DustWatch.Tests.Backends;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SqliteQuarantineTests : IDisposable
{
    private static readonly Instant Arrival = new(1_750_000_000_000);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Shows_what_was_set_aside_newest_first_for_seven_days()
    {
        await using var history = new SqliteHistory(_folder.File("history.db"));
        Assert.That(history.ReadQuarantine("d", 10), Is.Empty);
        await Write(history, Quarantined(1, "d", Arrival), Quarantined(2, "d", Arrival.Plus(1)), Quarantined(3, "other", Arrival.Plus(1)));
        Assert.That(history.ReadQuarantine("d", 10).Select(q => q.Position), Is.EqualTo(new long[] { 2, 1 }));

        await Write(history, Quarantined(4, "d", Arrival.Plus(1).Plus(7 * 86_400_000L)));

        Assert.That(history.ReadQuarantine("d", 10).Select(q => q.Position), Is.EqualTo(new long[] { 4, 2 }));
        Assert.That(history.ReadQuarantine("d", 1).Select(q => q.Position), Is.EqualTo(new long[] { 4 }));
    }

    [Test]
    public async Task Sets_aside_once_what_is_written_twice()
    {
        await using var history = new SqliteHistory(_folder.File("history.db"));
        await Write(history, Quarantined(1, "d", Arrival));
        await Write(history, Quarantined(1, "d", Arrival));

        Assert.That(history.ReadQuarantine("d", 10), Has.Count.EqualTo(1));
    }

    private static QuarantinedSample Quarantined(long position, string device, Instant at) => new(position, at, device, Sample(0, 1), "future");

    private static async Task Write(SqliteHistory history, params LogRecord[] records) => await history.WriteAsync(records, CancellationToken.None);
}
