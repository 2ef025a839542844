using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.History;
using DustWatch.Tests.Backends;
using NUnit.Framework;

namespace DustWatch.Tests.Contracts;

/// <summary>
/// The same contract where nothing is old enough to be gathered: with room for all of it in memory; and with none, so that what a write brings is gathered by the next,
/// into chunks that grow. In the other one every sample is old enough at once.
/// </summary>
[TestFixture(long.MaxValue)]
[TestFixture(0)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SqliteHistoryUngatheredContract(long bytes) : HistoryContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override IHistory Open() =>
        new SqliteHistory(_folder.File("history.db"), LogReading.KeptForEver with { Ungathered = TimeSpan.FromDays(20_000), UngatheredBytes = bytes });
}
