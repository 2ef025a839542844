using DustWatch.Backends.Influx;
using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.History;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Tests.Backends.Influx;

/// <summary>As an installation has them: records go into the near history, then to InfluxDB. Everything is read from InfluxDB alone.</summary>
internal sealed class NearAndInflux : IHistory
{
    private readonly SqliteHistory _near;

    public NearAndInflux(InfluxOptions options, string folder, Registry registry, TimeProvider? clock = null)
    {
        _near = new SqliteHistory(Path.Combine(folder, "history.db"), HistoryRetention.Default with { Raw = TimeSpan.FromDays(20_000) }); // samples may be of long ago
        Influx = new InfluxHistory(options, folder, _near, ledger: null, () => registry, _ => registry, clock ?? TimeProvider.System);
    }

    public InfluxHistory Influx { get; }

    public IHistory Near => _near;

    public long Position => Influx.Position;

    public async ValueTask WriteAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        await _near.WriteAsync(records, cancellationToken);
        await Influx.WriteAsync(records, cancellationToken);
    }

    public IReadOnlyList<Sample> Read(int point, Quantity quantity, Interval span, int limit) => Influx.Read(point, quantity, span, limit);

    public Sample? FindLast(int point, Quantity quantity, Instant time) => Influx.FindLast(point, quantity, time);

    public IReadOnlyList<HistoryStep> ReadSteps(int point, Quantity quantity, HistoryStepping stepping) => Influx.ReadSteps(point, quantity, stepping);

    public async ValueTask DisposeAsync()
    {
        await Influx.DisposeAsync();
        await _near.DisposeAsync();
    }
}
