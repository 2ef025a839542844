using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.History;
using DustWatch.Tests.Backends;
using NUnit.Framework;

namespace DustWatch.Tests.Contracts;

/// <summary>With the border in the middle of the samples: what the archive does not hold yet and the near one no longer needs to is read from the other.</summary>
[TestFixture(0)]
[TestFixture(1_001)]
[TestFixture(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TieredHistoryContract(long borderAfterFirst) : HistoryContract, IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(8);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override IHistory Open()
    {
        var now = LogReading.Sample(0, 0).Time.Plus(borderAfterFirst + (long)Kept.TotalMilliseconds);
        var both = new SqliteHistory(_folder.File("history.db"), LogReading.KeptForEver);
        return new TieredHistory(both, both, Kept, new ManualTime(now));
    }
}
