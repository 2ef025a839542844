using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.History;
using DustWatch.Measurements;
using DustWatch.Tests.Backends;
using NUnit.Framework;

namespace DustWatch.Tests.Contracts;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SqliteHistoryContract : HistoryContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // As the suite asks for its steps, so that summaries answer where they can.
    private static readonly Registry Registry = Given.Registry(Given.Point(interval: 1_000), Given.Point("p2", number: 1, interval: 1_000));

    public void Dispose() => _folder.Dispose();

    protected override IHistory Open() =>
        new SqliteHistory(_folder.File("history.db"), LogReading.KeptForEver, () => Registry);
}
