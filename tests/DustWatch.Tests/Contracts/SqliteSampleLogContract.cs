using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.Log;
using DustWatch.Tests.Backends;
using NUnit.Framework;

namespace DustWatch.Tests.Contracts;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SqliteSampleLogContract : SampleLogContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override ISampleLog Open(TimeSpan age, long bytesMaximum) =>
        new SqliteSampleLog(_folder.File("log.db"), Time, retention: new LogRetention(age, bytesMaximum));
}
