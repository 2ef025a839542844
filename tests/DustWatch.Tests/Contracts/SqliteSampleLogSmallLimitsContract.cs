using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.Log;
using DustWatch.Tests.Backends;
using NUnit.Framework;

namespace DustWatch.Tests.Contracts;

/// <summary>The same contract where every bound is met all the time: full batches, waiting appends, readers behind the tail.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SqliteSampleLogSmallLimitsContract : SampleLogContract, IDisposable
{
    private static readonly SampleLogLimits Small = new(
        PendingSamplesMaximum: 16,
        PendingRecordsMaximum: 3,
        BatchSamplesMaximum: 5,
        TailSamplesMaximum: 20,
        TailRecordsMaximum: 4,
        PageSamplesMaximum: 7,
        PageRecordsMaximum: 3,
        VerifiedRecordsMaximum: 4);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override ISampleLog Open(TimeSpan age, long bytesMaximum) =>
        new SqliteSampleLog(_folder.File("log.db"), Time, Small, retention: new LogRetention(age, bytesMaximum));
}
