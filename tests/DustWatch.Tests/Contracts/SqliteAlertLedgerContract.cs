using DustWatch.Alerting.Book;
using DustWatch.Backends.Sqlite;
using DustWatch.Tests.Backends;
using NUnit.Framework;

namespace DustWatch.Tests.Contracts;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SqliteAlertLedgerContract : AlertLedgerContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override IAlertLedger Open() => new SqliteLedger(_folder.File("ledger.db"), Time);
}
