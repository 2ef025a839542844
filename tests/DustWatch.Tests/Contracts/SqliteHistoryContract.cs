using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.History;
using DustWatch.Tests.Backends;
using NUnit.Framework;

namespace DustWatch.Tests.Contracts;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SqliteHistoryContract : HistoryContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override IHistory Open() =>
        new SqliteHistory(_folder.File("history.db"), LogReading.KeptForEver);
}
