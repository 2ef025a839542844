using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.History;
using DustWatch.Tests.Backends;
using NUnit.Framework;

namespace DustWatch.Tests.Contracts;

/// <summary>The same contract where nothing is gathered: in the other one every sample is old enough at once.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SqliteHistoryUngatheredContract : HistoryContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override IHistory Open() =>
        new SqliteHistory(_folder.File("history.db"), LogReading.KeptForEver with { Ungathered = TimeSpan.FromDays(20_000) });
}
